"""Administrators look after the house by its own pages; nothing runs or changes behind them."""

import pytest
from django.urls import NoReverseMatch, reverse
from django_q.models import Failure, OrmQ, Schedule

from core.access import Role
from pci.models import OfficialResult, OfficialScore, PrintedFigure
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, is_superuser=True))
    return client


@pytest.mark.parametrize("model", [Schedule, OrmQ])
def test_no_page_tells_the_worker_what_code_to_run(model):
    """Who may write into the timetable may run any program as the server."""
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:django_q_{model._meta.model_name}_changelist")


def test_failed_tasks_can_be_looked_at_but_not_written(administrator):
    assert administrator.get(reverse("admin:django_q_failure_changelist")).status_code == 200
    assert administrator.post(reverse("admin:django_q_failure_add")).status_code == 403
    assert not Failure.objects.exists()


@pytest.mark.parametrize("model", [OfficialResult, OfficialScore, PrintedFigure])
def test_official_figures_change_by_import_alone(administrator, model):
    name = model._meta.model_name
    assert administrator.get(reverse(f"admin:pci_{name}_changelist")).status_code == 200
    assert administrator.post(reverse(f"admin:pci_{name}_add")).status_code == 403


def test_enterprises_change_on_pages_that_keep_a_log():
    with pytest.raises(NoReverseMatch):
        reverse("admin:directory_enterprise_changelist")
