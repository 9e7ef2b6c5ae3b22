"""A cache in the database with a seal: whoever can write its table cannot run code with it."""

import base64
import io
import pickle
import secrets
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, models, router, transaction

from core.clock import timezone

CULLED_ONE_IN = 100  # entries written until the table is looked at again
NEVER = datetime(9999, 12, 30, tzinfo=UTC)
BROKEN = (
    ValueError,
    EOFError,
    TypeError,
    AttributeError,
    LookupError,
    pickle.UnpicklingError,
    signing.BadSignature,
)


class _TextOnly(pickle.Unpickler):
    """Reads texts, and refuses every name a program could be called by."""

    def find_class(self, module: str, name: str, /) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name}")


class SignedDatabaseCache(DatabaseCache):
    """Django's own cache table; an entry that we did not write under its name counts as missing.

    Django pickles values, and a pickle can name any program to be run when it is read. So the seal,
    made with ``SECRET_KEY``, is looked at first.
    """

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        names = {self.make_and_validate_key(key, version=version): key for key in keys}
        now, found, over = timezone.true_now(), {}, []
        for name, text, expires in self._rows(list(names)):
            if expires < now:
                over.append(name)
            else:
                try:
                    found[names[name]] = _open(name, text)
                except BROKEN:
                    over.append(name)
        self._base_delete_many(over)  # type: ignore[attr-defined]
        return found

    def _rows(self, names: list[str]) -> list[tuple[str, str, Any]]:
        if not names:
            return []
        connection = connections[router.db_for_read(self.cache_model_class)]
        quote = connection.ops.quote_name
        columns = ", ".join(map(quote, ("cache_key", "value", "expires")))
        places = ", ".join(["%s"] * len(names))
        sql = f"SELECT {columns} FROM {quote(self._table)} WHERE {quote('cache_key')} IN ({places})"  # type: ignore[attr-defined]  # noqa: S608 -- names of columns alone
        with connection.cursor() as cursor:
            cursor.execute(sql, names)
            rows = cursor.fetchall()
        moment = models.Expression(output_field=models.DateTimeField())
        converters = connection.ops.get_db_converters(moment)
        converters += moment.get_db_converters(connection)
        return [
            (name, text, _convert(expires, converters, moment, connection))
            for name, text, expires in rows
        ]

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Write an entry by one statement; Django takes four, of which one counts all entries."""
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        connection = connections[router.db_for_write(self.cache_model_class)]
        guard = transaction.atomic() if connection.in_atomic_block else nullcontext()
        try:
            with guard, connection.cursor() as cursor:
                if secrets.randbelow(CULLED_ONE_IN) == 0:
                    self._make_room(connection, cursor)
                return self._upsert(mode, key, _seal(key, value), timeout, connection, cursor)
        except DatabaseError:
            if mode == "add":  # a try, a turn: that nobody can note it does not mean it is taken
                raise
            return False  # as with Django: what cannot be kept is made again

    def _upsert(
        self, mode: str, key: str, sealed: str, timeout: Any, connection: Any, cursor: Any
    ) -> bool:
        """Put an entry in the place of any there is; ``add`` only of one whose time is over."""
        quote, moment = connection.ops.quote_name, connection.ops.adapt_datetimefield_value
        name, text, expires = map(quote, ("cache_key", "value", "expires"))
        table, now = quote(self._table), timezone.true_now().replace(microsecond=0)  # type: ignore[attr-defined]
        sql = (
            f"INSERT INTO {table} ({name}, {text}, {expires}) VALUES (%s, %s, %s)"  # noqa: S608 -- names of columns alone
            f" ON CONFLICT ({name}) DO UPDATE SET {text} = excluded.{text},"
            f" {expires} = excluded.{expires}"
        )
        packed = base64.b64encode(pickle.dumps(sealed, self.pickle_protocol)).decode()
        values = [key, packed, moment(self._end_of(timeout))]
        if mode == "add":
            sql, values = f"{sql} WHERE {table}.{expires} < %s", [*values, moment(now)]
        cursor.execute(sql, values)
        return bool(cursor.rowcount)

    def _end_of(self, timeout: Any) -> datetime:
        """When an entry is over; its seconds are whole, as Django compares them."""
        seconds = self.get_backend_timeout(timeout)
        end = NEVER if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
        return end.replace(microsecond=0)

    def _make_room(self, connection: Any, cursor: Any) -> None:
        """Drop what is over, and more, once there are too many entries."""
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(self._table)}")  # type: ignore[attr-defined]  # noqa: S608 -- a name of ours
        number = cursor.fetchone()[0]
        if number > self._max_entries:
            now = timezone.true_now().replace(microsecond=0)
            self._cull(connection.alias, cursor, now, number)  # type: ignore[attr-defined]


def _seal(name: str, value: Any) -> str:
    text = base64.b64encode(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)).decode()
    return signing.Signer(salt=f"cache:{name}").sign(text)


def _open(name: str, stored: str) -> Any:
    sealed = _TextOnly(io.BytesIO(base64.b64decode(stored.encode()))).load()
    text = signing.Signer(salt=f"cache:{name}").unsign(sealed)
    return pickle.loads(base64.b64decode(text))  # noqa: S301 -- only what we have sealed


def _convert(value: Any, converters: list[Any], moment: Any, connection: Any) -> Any:
    for converter in converters:
        value = converter(value, moment, connection)
    return value
