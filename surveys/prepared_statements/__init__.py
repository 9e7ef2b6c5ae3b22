"""SQL written once a process for what stands behind a personal link, run with other values.
Django writes the SQL of a query anew each time; here that is more work than the database has with
it. PostgreSQL keeps the plan as well. What it is worth, and when to take Django's own instead:
docs/decisions/respondents-fast-path.md.

    SCORES = PreparedQuery(lambda pk: Score.objects.filter(pk=pk).values_list("year", "score"))
    SCORES.rows(7)                                    # [[2017, 5.96]]
    BEHIND = PreparedJoin(lambda pk: Wave.objects.filter(pk=pk), [(Wave, "", ("id", "year")), …])
    BEHIND.objects(7)                                 # one row, an object for each model
    TAKE = delete(Draft, where=["id", "saved_at"])    # insert, update and delete give a
    TAKE.run(7, read_at) == 1                         # PreparedWrite that counts its rows
    PreparedWrites(TAKE, ADD).run([7, read_at], row)  # both by one statement of PostgreSQL
    PreparedSteps(hold(Wave, where=["id", "status"]), ADD).run([7, "open"], row)  # no row, no ADD
"""

from surveys.prepared_statements.reading import PreparedJoin, PreparedQuery, join, load_row
from surveys.prepared_statements.writing import (
    PreparedSteps,
    PreparedWrite,
    PreparedWrites,
    delete,
    hold,
    insert,
    update,
)

__all__ = [
    "PreparedJoin",
    "PreparedQuery",
    "PreparedSteps",
    "PreparedWrite",
    "PreparedWrites",
    "delete",
    "hold",
    "insert",
    "join",
    "load_row",
    "update",
]
