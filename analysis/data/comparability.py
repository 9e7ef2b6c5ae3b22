"""Which figures of two waves may stand in one line: the same question, or a signed trend."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from surveys.instrument import loading
from surveys.instrument.comparability import Change, Comparison, compare
from surveys.models import ChecklistItem, QuestionnaireVersion, TrendSignature


@dataclass(frozen=True, slots=True)
class Link:
    """How a criterion of an earlier version goes on in a later one."""

    holds: bool
    change: Change
    signature: TrendSignature | None = None  # where the questions themselves differ


@dataclass(slots=True)
class Trends:
    """All versions of questionnaires that matter, with the signatures between them.

    A trend holds where the fingerprints of its questions are the same or somebody has signed, in
    one step or over versions in between.
    """

    versions: dict[int, QuestionnaireVersion]
    signatures: dict[tuple[int, int, str], TrendSignature]
    _compared: dict[tuple[int, int], Comparison] = field(default_factory=dict)

    @classmethod
    def between(cls, versions: Iterable[int]) -> "Trends":
        """Fetch the versions and what was signed between any; two queries."""
        signed = list(TrendSignature.objects.select_related("signed_by"))
        wanted = {*versions} | {pk for s in signed for pk in (s.version_id, s.compared_with_id)}
        found = QuestionnaireVersion.objects.in_bulk(wanted)
        keyed = {(s.compared_with_id, s.version_id, s.criterion): s for s in signed}
        return cls(found, keyed)

    def link(self, criterion: str, earlier: int, later: int) -> Link:
        """Say whether a figure of one version may be compared with one of another."""
        change = self._change(criterion, earlier, later)
        if change in {Change.SAME, Change.GONE}:  # what is asked no more has nothing beside it
            return Link(True, change)
        path = self._path(criterion, earlier, later)
        return Link(path is not None, change, path)

    def _path(self, criterion: str, start: int, goal: int) -> TrendSignature | None:
        """The last signature on a way from one version to another, if there is a way."""
        reached: dict[int, TrendSignature | None] = {start: None}
        waiting = [start]
        while waiting:
            here = waiting.pop()
            for there in self.versions.keys() - reached.keys():
                signature = self._signature(criterion, here, there)
                if signature or self._change(criterion, here, there) is Change.SAME:
                    reached[there] = signature or reached[here]
                    waiting.append(there)
        return reached.get(goal)

    def _signature(self, criterion: str, one: int, other: int) -> TrendSignature | None:
        forth = self.signatures.get((one, other, criterion))
        return forth or self.signatures.get((other, one, criterion))

    def _change(self, criterion: str, earlier: int, later: int) -> Change:
        if earlier == later:
            return Change.SAME
        key = (earlier, later)
        if key not in self._compared:
            old, new = (loading.load(self.versions[pk].document) for pk in key)
            self._compared[key] = compare(old, new)
        found = (c.change for c in self._compared[key].criteria if c.criterion == criterion)
        return next(found, Change.GONE)

    def desk(self, earlier: int | None, later: int) -> tuple[int | None, int | None]:
        """The two versions to compare where a trend can be signed; nothing where it cannot."""
        if earlier is None or earlier == later:
            return None, None
        one, other = self.versions[earlier], self.versions[later]
        return (later, earlier) if one.questionnaire_id == other.questionnaire_id else (None, None)


def same_checklist(one: int, other: int) -> bool:
    """Whether the portal is judged by the same items and points in two years."""
    if one == other:
        return True
    lists = [
        set(ChecklistItem.objects.used_in(year).values_list("code", "points"))
        for year in (one, other)
    ]
    return lists[0] == lists[1]
