"""Statements whose plan a connection to PostgreSQL keeps, run by libpq without a cursor.

A cursor of psycopg sends, waits, fetches and tidies up in steps of their own, which costs more than
the statement. libpq does it in one call, during which other threads go on.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection, OperationalError, errors, pq
from psycopg.adapt import PyFormat, Transformer

DONE = {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}
_names = count()
_kept: "WeakKeyDictionary[Connection[Any], dict[str, KeptPlan]]" = WeakKeyDictionary()


def run(
    connection: Connection[Any], sql: str, values: Sequence[Any]
) -> tuple[list[tuple[Any, ...]], int]:
    """Return rows and how many rows were returned or changed; a transaction by itself.

    ``connection`` is outside a transaction. Raises psycopg's errors.
    """
    plans = _kept.setdefault(connection, {})
    plan = plans.get(sql) or KeptPlan(connection, sql)
    plans.pop(sql, None)  # whatever goes wrong: the next one plans anew
    answer = plan.run(connection.pgconn, values)
    plans[sql] = plan
    return answer


class KeptPlan:
    """One statement in one connection: its name there, and what turns its values."""

    def __init__(self, connection: Connection[Any], sql: str) -> None:
        self.adapting = Transformer(connection)
        parts = sql.split("%s")
        numbered = "".join(f"{part}${at}" for at, part in enumerate(parts[:-1], 1)) + parts[-1]
        self.sql = numbered.replace("%%", "%").encode()
        self.formats = [PyFormat.TEXT] * (len(parts) - 1)
        self.names: dict[tuple[int, ...], bytes] = {}  # by the types of the values

    def run(
        self, server: pq.abc.PGconn, values: Sequence[Any]
    ) -> tuple[list[tuple[Any, ...]], int]:
        sent = self.adapting.dump_sequence(values, self.formats)
        types = self.adapting.types or ()
        if types not in self.names:
            name = b"kept_%d" % next(_names)
            _require_success(server, server.prepare(name, self.sql, types))
            self.names[types] = name
        result = server.exec_prepared(self.names[types], sent)  # type: ignore[arg-type]  # NULLs
        _require_success(server, result)
        self.adapting.set_pgresult(result)
        return self.adapting.load_rows(0, result.ntuples, tuple), result.command_tuples or 0


def _require_success(server: pq.abc.PGconn, result: pq.abc.PGresult) -> None:
    if server.status == pq.ConnStatus.BAD:
        raise OperationalError("the connection is lost")
    if result.status not in DONE:
        raise errors.error_from_result(result)
