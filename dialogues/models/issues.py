"""Issues: what an enterprise asked, where it stands, what the public reads of it."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.access import Role
from dialogues.models.clocks import Clock
from dialogues.models.kinds import LEGAL_KINDS, IssueKind, Origin, Visibility
from dialogues.models.participants import Participant
from dialogues.models.sessions import Session
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Effect, Party, State
from directory.models import Agency, District, Enterprise
from pci.models import Criterion

SEES_ALL = frozenset({Role.STAFF, Role.ADMINISTRATOR, Role.PLANNER})


class IssueQuerySet(models.QuerySet["Issue"]):
    def open(self) -> Self:
        return self.filter(state__in=transitions.OPEN)

    def in_hand(self) -> Self:
        return self.filter(state__in=transitions.IN_HAND)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def overdue(self, today: date) -> Self:
        """Issues whose lead agency is late; complaints and denunciations have other clocks."""
        return self.in_hand().filter(due_on__lt=today).exclude(kind__in=LEGAL_KINDS)

    def told_in(self, session: Session) -> Self:
        """Those of which everybody may read that they were raised for this session."""
        return self.published().filter(public_session=session)

    def for_planners(self) -> Self:
        """Nothing that has, or may have, its own legal way; nothing hidden before it was read."""
        unread = Q(visibility=Visibility.ASSOCIATION, lead__isnull=True)
        lawful = Q(kind__in=LEGAL_KINDS) | Q(state=State.DIVERTED)
        return self.exclude(lawful).exclude(unread).filter(suspected_kind="")

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everything for the Association, their own for the others, and what is public."""
        own = self.own_of(user)
        if isinstance(user, User) and user.role in SEES_ALL:
            return own
        return self.filter(Q(published_at__isnull=False) | Q(pk__in=own.values("pk")))

    def own_of(self, user: User | AnonymousUser) -> Self:
        """Those somebody reads beyond what is public: all, handled by their agency, or raised."""
        if not isinstance(user, User):
            return self.none()
        if user.role in {Role.STAFF, Role.ADMINISTRATOR}:
            return self
        if user.role == Role.PLANNER:
            return self.for_planners()
        if user.role == Role.OFFICER and user.agency_id:
            clocks = Clock.objects.filter(agency=user.agency_id)
            handled = self.filter(pk__in=clocks.values("issue"))
            return handled.exclude(kind__in=LEGAL_KINDS).exclude(state=State.DIVERTED)
        if user.role == Role.ENTERPRISE and user.enterprise_id:
            return self.filter(enterprise=user.enterprise_id)
        return self.none()


class Issue(models.Model):
    """A question, difficulty or proposal of an enterprise."""

    number = models.CharField(_("number"), max_length=12, unique=True)
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("session"),
    )
    origin = models.CharField(_("how it came"), max_length=8, choices=Origin)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("enterprise"),
    )
    participant = models.ForeignKey(
        Participant,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("guest who sent it"),
    )
    speaker = models.CharField(_("who spoke"), max_length=120, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("filed by"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=IssueKind)
    suspected_kind = models.CharField(_("may be a"), max_length=12, choices=IssueKind, blank=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    criterion = models.ForeignKey(
        Criterion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("criterion"),
    )
    sector = models.CharField(_("VSIC section"), max_length=1, blank=True)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("district"),
    )
    visibility = models.CharField(_("visibility"), max_length=12, choices=Visibility)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    outcome = models.CharField(_("last answer"), max_length=9, choices=Effect, blank=True)
    lead = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_issues",
        verbose_name=_("lead agency"),
    )
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    received_at = models.DateTimeField(_("received at"))
    contested_at = models.DateTimeField(_("contested at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        verbose_name=_("merged into"),
    )
    split_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("split from"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    public_title = models.CharField(_("public title"), max_length=200, blank=True)
    public_text = models.TextField(_("public text"), blank=True)
    public_session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="public_issues",
        verbose_name=_("public session"),
    )
    public_district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("public district"),
    )
    public_sector = models.CharField(_("public VSIC section"), max_length=1, blank=True)
    supports = models.PositiveIntegerField(_("supported by"), default=0)
    key = models.CharField(_("key against double entry"), max_length=64, null=True, unique=True)  # noqa: DJ001 -- many issues have none
    guess = models.JSONField(_("what the words suggested"), default=dict, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
                name="merged_means_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "committed", "reopened"])
                | Q(lead__isnull=False, due_on__isnull=False),
                name="issue_in_hand_has_lead_and_deadline",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(visibility=Visibility.ASSOCIATION),
                name="hidden_issue_is_not_published",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "due_on", "number", "kind", "lead"], name="issue_by_state_and_day"
            ),
            models.Index(fields=["lead", "state", "due_on"], name="issue_by_lead"),
            models.Index(fields=["-published_at", "number"], name="issue_by_day_published"),
            models.Index(fields=["-due_on", "number"], name="issue_by_day_due"),
            models.Index(fields=["district", "-due_on", "number"], name="issue_by_place_and_day"),
            models.Index(fields=["received_at"], name="issue_by_arrival"),
            models.Index(fields=["session", "state"], name="issue_by_session"),
            models.Index(  # counts alone what is open, and what is published, of each criterion
                fields=["criterion", "state", "published_at"], name="issue_by_criterion"
            ),
            models.Index(
                fields=["public_session", "published_at", "state"], name="issue_by_public_session"
            ),
            models.Index(  # answers alone how many issues planners may see
                fields=["district", "suspected_kind", "kind", "state", "visibility", "lead"],
                name="issue_for_planners",
            ),
            models.Index(
                fields=["public_district", "state", "-published_at"],
                name="issue_by_public_district",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("dialogues:issue", args=[self.number])

    @property
    def is_open(self) -> bool:
        return self.state in transitions.OPEN

    @property
    def intake_from(self) -> datetime:
        """From when the Association has its days: the arrival, or the contest of its refusal."""
        return self.contested_at or self.received_at

    @property
    def may_go_public(self) -> bool:
        """Neither a matter of the law, or maybe one, nor hidden, nor withdrawn."""
        is_hidden = self.visibility == Visibility.ASSOCIATION or self.state == State.WITHDRAWN
        return not (self.is_lawful or self.suspected_kind or is_hidden)

    @property
    def is_lawful(self) -> bool:
        """Whether it is a complaint or denunciation, which no agency reads in the dialogue."""
        return self.kind in LEGAL_KINDS or self.state == State.DIVERTED

    @property
    def legal_way(self) -> str:
        """Which law it follows: by its kind, by its words, else that on complaints."""
        lawful = [kind for kind in (self.kind, self.suspected_kind) if kind in LEGAL_KINDS]
        return lawful[0] if lawful else IssueKind.COMPLAINT

    @property
    def is_for_planners(self) -> bool:
        """The same as ``for_planners`` asks, for one issue."""
        unread = self.visibility == Visibility.ASSOCIATION and self.lead_id is None
        return not self.is_lawful and not self.suspected_kind and not unread

    @property
    def shown_title(self) -> str:
        return self.public_title or self.title

    @property
    def shown_text(self) -> str:
        return self.public_text or self.text

    def is_overdue(self, today: date) -> bool:
        return self.state in transitions.IN_HAND and self.due_on is not None and self.due_on < today

    def parties_of(self, user: User | AnonymousUser) -> frozenset[Party]:
        """In which capacities somebody may act on this issue."""
        if not isinstance(user, User) or not user.is_active:
            return frozenset()
        found = {Party.STAFF} if user.role in {Role.STAFF, Role.ADMINISTRATOR} else set()
        if user.role == Role.OFFICER and user.agency_id and user.agency_id == self.lead_id:
            found.add(Party.LEAD)
        if user.enterprise_id and user.enterprise_id == self.enterprise_id:
            found.add(Party.RAISER)
        return frozenset(found)

    def names_raiser_to(self, user: User | AnonymousUser) -> bool:
        """Whether this person may learn who raised the issue."""
        parties = self.parties_of(user)
        if Party.STAFF in parties or Party.RAISER in parties:
            return True
        if self.visibility == Visibility.PUBLIC:
            return True
        official = isinstance(user, User) and (
            user.role == Role.PLANNER
            or (user.role == Role.OFFICER and self.clocks.filter(agency=user.agency_id).exists())
        )
        return official and self.visibility == Visibility.WITHOUT_NAME
