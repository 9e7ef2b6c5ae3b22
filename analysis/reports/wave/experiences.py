"""What the report says of satisfaction, and of needs that are hard to meet."""

from django.utils.translation import gettext as _

from analysis.charts.experiences import say_step, write_points_interval
from analysis.numbers.experiences import Driver, Drivers, Gaps
from core.charts.base import write_number


def drivers_title(told: Drivers) -> str:
    """The experience that goes most with satisfaction, if any does beyond chance."""
    rows = [row for row in told.rows if row.stands_out]
    if not rows:
        return _("No experience goes with overall satisfaction beyond chance")
    best = max(rows, key=lambda row: abs(row.effect.value))
    return _("“%(name)s” goes most with overall satisfaction") % {"name": best.name}


def reading_of_drivers(told: Drivers) -> str:
    """The largest effects in plain words."""
    rows = sorted(
        (row for row in told.rows if row.stands_out), key=lambda row: -abs(row.effect.value)
    )
    if not rows:
        return _(
            "Whatever their experiences, enterprises were satisfied about equally often, as far as"
            " this survey can tell."
        )
    return " ".join(_say_effect(row) for row in rows[:3])


def _say_effect(row: Driver) -> str:
    points = write_number(abs(row.effect.value) * 100, 0)
    shown = {
        "name": row.name, "points": points, "step": say_step(row),
        "ends": write_points_interval(row.effect),
    }  # fmt: skip
    if row.effect.value > 0:
        return (
            _(
                "%(name)s: enterprises one step better here (%(step)s) are %(points)s percentage"
                " points more likely to be satisfied (%(ends)s)."
            )
            % shown
        )
    return (
        _(
            "%(name)s: enterprises one step better here (%(step)s) are %(points)s percentage"
            " points less likely to be satisfied (%(ends)s)."
        )
        % shown
    )


def why_refused(told: Drivers) -> str:
    """Why nothing is said of what goes with satisfaction."""
    reasons = {
        "few": _(
            "Nothing can be said: only %(n)s of %(of)s enterprises answered all questions this"
            " needs."
        )
        % {"n": told.n, "of": told.of},
        "one_sided": _(
            "Nothing can be said: nearly all enterprises gave the same answer to the question on"
            " overall satisfaction."
        ),
        "none": _(
            "Nothing can be said: no experience was asked of enough enterprises to be compared."
        ),
        "alike": _(
            "Nothing can be said: these experiences go together so closely that they cannot be told"
            " apart: %(names)s."
        )
        % {"names": "; ".join(one.name for one in told.alike)},
    }
    return reasons.get(
        told.refused, _("Nothing can be said: the model does not settle on these answers.")
    )


def notes_of_drivers(told: Drivers) -> list[str]:
    """What must be known to read the figures: base, what is missing, what goes together."""
    found = [
        _("Used are %(n)s of %(of)s answers: those with an answer to every question in the model.")
        % {"n": told.n, "of": told.of}
    ]
    if told.share is not None:
        found.append(
            _("Of these, %(share)s%% are satisfied overall (rated 4 or 5).")
            % {"share": write_number(told.share * 100, 0)}
        )
    if told.few:
        names = [f"{one.name} (n = {one.n})" for one in told.few]
        found.append(
            _("Left out, because too few enterprises have had this experience: %(names)s.")
            % {"names": "; ".join(names)}
        )
    close = [row.name for row in told.rows if row.inflation > 2.5]
    if close:
        found.append(
            _("These go closely with the others, so that their share is hard to tell: %(names)s.")
            % {"names": "; ".join(close)}
        )
    if told.rows:
        found.append(
            _(
                "Each experience counts with all others held alike (design-based ordered logit,"
                " average effects). Of the effects called beyond chance at most one in ten is"
                " expected to be chance (Benjamini-Hochberg, 10%)."
            )
        )
    return found


def gaps_title(told: Gaps) -> str:
    """Which kinds are needed much and hard to get."""
    named = [kind.name for kind in told.kinds if kind.is_gap]
    if not named:
        return _("No kind of information is both needed most and got least beyond chance")
    return _("Needed much and hard to get: %(names)s") % {"names": "; ".join(named)}


def reading_of_gaps(told: Gaps) -> str:
    """The kinds that stand out, with their figures and who leads."""
    rows = [kind for kind in told.kinds if kind.is_gap]
    if not rows:
        return _(
            "No kind of information is needed more and had less easily than the others beyond what"
            " chance may make of it."
        )
    lines = []
    for kind in rows:
        shown = {
            "name": kind.name,
            "need": write_number(kind.need.value * 100, 0),
            "easy": write_number((kind.easy or kind.need).value * 100, 0),
            "lead": kind.leads,
        }
        if kind.leads:
            lines.append(
                _("%(name)s: %(need)s%% need it, %(easy)s%% get it easily (lead: %(lead)s).")
                % shown
            )
        else:
            lines.append(_("%(name)s: %(need)s%% need it, %(easy)s%% get it easily.") % shown)
    return " ".join(lines)
