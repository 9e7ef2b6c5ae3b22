"""What the page of a file shows, kept with the file so that opening the page reads nothing anew."""

from collections.abc import Mapping, Sequence
from typing import Any

from directory.models import District
from directory.register_files import columns
from directory.register_files.examination import Found
from directory.register_files.kinds import Offer
from directory.register_files.matching import fingerprint

NAMED = ("name", "legal_type", "sector", "size")
MOST_PROBLEMS, MOST_CHANGED, MOST_NEW = 200, 500, 100


def describe_refusal(found: Found, sentence: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """A file whose table was not understood: what stands there, for somebody to say."""
    return _frame(found, options) | {"refusal": sentence}


def summarise(found: Found, options: Mapping[str, Any]) -> dict[str, Any]:
    """Counts, offers with examples, what is wrong and what would change, as JSON holds them."""
    return _frame(found, options) | {
        "digest": found.digest,
        "counts": found.counts | {"left": len(found.left)},
        "offers": [_offer(offer) for offer in found.offers.values()],
        "problems": [str(problem) for problem in found.problems[:MOST_PROBLEMS]],
        "problem_count": len(found.problems),
        "unknown_places": _by_count(found.unknown_places),
        "unknown_sectors": _by_count(found.unknown_sectors),
        "vsic": found.vsic,
        "new_places": sorted(found.new_places.values()),
        "changed": [
            {
                "line": change.line,
                "tax_code": change.tax_code,
                "differences": [[c, now or "", then] for c, now, then in change.differences],
            }
            for change in found.changed[:MOST_CHANGED]
        ],
        "new": _new(found.new[:MOST_NEW]),
    }


def _by_count(places: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(places.items(), key=lambda one: (-one[1], one[0]))


def _frame(found: Found, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "revision": options.get("revision", 0),
        "fingerprint": fingerprint(found.headings),
        "sheets": found.sheets,
        "sheet": found.sheet,
        "alike": found.alike,
        "rows": found.rows,
        "columns": [
            {
                "key": key,
                "heading": heading,
                "column": found.matched.get(place, ""),
                "samples": found.samples.get(place, []),
            }
            for place, (key, heading) in enumerate(zip(found.keys, found.headings, strict=True))
        ],
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "code": offer.kind.code,
        "column": offer.column,
        "is_certain": offer.kind.is_certain,
        "accepted": offer.accepted,
        "count": offer.count,
        "examples": [[one.line, one.before, one.after] for one in offer.examples],
    }


def _new(changes: Sequence[Any]) -> list[dict[str, Any]]:
    """What would be added, in words: places by their names."""
    places = dict(District.objects.values_list("code", "name"))
    return [
        {
            "line": change.line,
            "tax_code": change.tax_code,
            "district": places.get(change.after["district"], change.after["district"]),
        }
        | {name: columns.write_cell(name, change.after[name]) for name in NAMED}
        for change in changes
    ]
