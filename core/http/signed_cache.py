"""A cache in the database with a seal: whoever can write its table cannot run code with it."""

import base64
import io
import pickle
from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, models, router

from core.clock import timezone

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

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> Any:
        return super()._base_set(mode, key, _seal(key, value), timeout)  # type: ignore[misc]


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
