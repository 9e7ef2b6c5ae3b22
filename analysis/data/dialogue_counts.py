"""The dialogues in brief: counts of the last sessions, with nothing of who said what."""

from datetime import datetime

from django.db.models import Count, Q
from django.utils import translation

from analysis.numbers import Dialogues, IssueCount, Part
from core.clock import timezone
from dialogues.models import Issue, Session, Visibility


def recent_dialogues(now: datetime, sessions: int = 4) -> Dialogues | None:
    """The issues of the last sessions, by state and by criterion; everybody may read the counts.

    An issue only the Association knows the raiser of is told nowhere: a count must not tell it.
    """
    held = list(Session.objects.filter(starts_at__lte=now).order_by("-starts_at")[:sessions])
    if not held:
        return None
    told = Issue.objects.exclude(visibility=Visibility.ASSOCIATION)
    issues = told.filter(session__in=held).exclude(state="merged")
    today = timezone.localdate(now)
    late = set(issues.overdue(today).values_list("pk", flat=True))
    states = []
    for row in (
        issues.order_by()
        .values("state")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(pk__in=late)))
    ):
        labels = {}
        for language in ("vi", "en"):
            with translation.override(language):
                labels[language] = str(dict(Issue._meta.get_field("state").choices)[row["state"]])  # type: ignore[arg-type]
        states.append(
            IssueCount(row["state"], labels["vi"], labels["en"], row["count"], row["late"])
        )
    touched = issues.filter(criterion__isnull=False).order_by()
    by_criterion = [
        Part(row["criterion__code"], row["criterion__name_vi"], row["criterion__name_en"], row["n"])
        for row in touched.values(
            "criterion__code", "criterion__name_vi", "criterion__name_en"
        ).annotate(n=Count("pk"))
    ]
    return Dialogues(
        year=held[0].starts_at.year,
        sessions=len(held),
        issues=sum(row.count for row in states),
        overdue=len(late),
        states=tuple(sorted(states, key=lambda row: -row.count)),
        by_criterion=tuple(sorted(by_criterion, key=lambda part: (-part.value, part.code))),
    )
