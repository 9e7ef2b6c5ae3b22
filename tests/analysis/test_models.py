"""Results that are kept."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from analysis.models import AnalysisRun, Immutable
from core.access import Role
from tests.factories.analysis import AnalysisRunFactory, ReportFactory

pytestmark = pytest.mark.django_db


def test_a_run_is_never_changed_or_removed():
    run = AnalysisRunFactory()

    run.seed = 1
    with pytest.raises(Immutable):
        run.save()
    with pytest.raises(Immutable):
        run.delete()
    with pytest.raises(Immutable):
        AnalysisRun.objects.filter(pk=run.pk).update(seed=1)
    with pytest.raises(Immutable):
        AnalysisRun.objects.filter(pk=run.pk).delete()

    assert AnalysisRun.objects.get().seed == 2018


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.ENTERPRISE, 1),
        (Role.OFFICER, 1),
        (Role.STAFF, 2),
        (Role.PLANNER, 2),
        (Role.ADMINISTRATOR, 2),
    ],
)
def test_runs_are_seen_by_staff_and_planners_until_published(role, seen):
    AnalysisRunFactory()
    now = timezone.now()
    ReportFactory(made_at=now, published_at=now)
    user = User.objects.create_user(f"{role}@thuocdo.example", role=role)

    assert AnalysisRun.objects.visible_to(user).count() == seen


def test_a_report_is_published_only_once_it_was_made():
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFactory(made_at=None, published_at=timezone.now())
