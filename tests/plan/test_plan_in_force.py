"""Deadlines, leads and targets come from the plan in force; an upgrade brings no other back."""

from datetime import date
from html import unescape
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Q
from django.urls import reverse
from django.utils.html import strip_tags

from analysis.actions import analyse_wave
from analysis.data import sources
from analysis.numbers import WaveNumbers
from analysis.reports.wave import page as paper
from analysis.reports.wave.chapters import list_chapters
from core.clock import timezone
from core.models import ShippedRow
from dialogues.issues.queries.proposals import propose_agencies
from directory.models import Agency
from pci.models import Criterion, NoHomeProvince, OfficialResult, Province
from plan.models import Plan, ReportingDate, Target, Task
from plan.queries import current_plan
from tests.factories.accounts import UserFactory
from tests.factories.analysis import closed_wave
from tests.factories.directory import AgencyFactory
from tests.factories.plan import AssignmentFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def example():
    call_command("load_fixtures", example=True, stdout=StringIO())


def load():
    out = StringIO()
    call_command("load_fixtures", stdout=out)
    return out.getvalue()


def own_plan(first=2018, last=2030):
    plan = PlanFactory(code="own", title_vi="Kế hoạch mới", first_year=first, last_year=last)
    point = AssignmentFactory(
        plan=plan,
        number=1,
        leads=[AgencyFactory(code="so-moi", name_vi="Sở Mới")],
        leads_vi="Sở Mới",
    )
    point.criteria.set(Criterion.objects.filter(code="planning"))
    return plan


def upgrade():
    """The commands of docs/operations.md that are run at every upgrade."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load()
    call_command("load_questionnaires", stdout=StringIO())


def words_of(plan):
    """What a report could say of a plan: its title, its tasks, targets and leads.

    Not the Association: it publishes the report, whoever leads.
    """
    points = plan.assignments.exclude(leads__kind="association")
    tasks = Task.objects.filter(assignment__plan=plan)
    return {
        plan.title_vi,
        *(point.leads_vi for point in points),
        *(task.text_vi for task in tasks),
        *(target.text_vi for target in plan.targets.all()),
    }


def report_of(run, client):
    """The paper and each chapter of the report, as text."""
    client.force_login(UserFactory(role="staff"))
    chapters = [chapter.slug for chapter in list_chapters(WaveNumbers.read(run.results))]
    addresses = [reverse("analysis:chapter", args=[run.pk, slug]) for slug in chapters]
    pages = [client.get(address).content.decode() for address in addresses]
    told = " ".join([*pages, paper.html(run, "vi")])
    return " ".join(unescape(strip_tags(told)).split())


def test_a_deleted_plan_stays_deleted_and_the_next_report_names_only_the_new_one(example, client):
    wave = closed_wave(60)
    old = words_of(Plan.objects.get())
    assert len(old) > 15
    Plan.objects.all().delete()
    plan = own_plan()
    point = plan.assignments.get()
    task = Task.objects.create(assignment=point, position=1, text_vi="Công bố quy hoạch mới")
    point.criteria.set(Criterion.objects.all())

    for _each in range(2):
        upgrade()
        call_command("load_fixtures", example=True, stdout=StringIO())

    assert list(Plan.objects.all()) == [plan]
    assert (list(Task.objects.all()), ReportingDate.objects.count()) == ([task], 0)
    assert {row.plan for row in sources.assignments().values()} == {plan}
    assert sources.rank_target() == (None, None)
    told = report_of(analyse_wave(wave=wave, now=timezone.now(), by=None), client)
    assert {words for words in old if words in told} == set()
    assert "Sở Mới" in told
    assert task.text_vi in told


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2017, 12, 31), "2018-2020"),
        (date(2018, 1, 1), "2018-2020"),
        (date(2025, 12, 31), "2018-2020"),
        (date(2026, 1, 1), "own"),
        (date(2031, 1, 1), "own"),
    ],
)
def test_a_plan_is_in_force_from_its_first_year_until_another_begins(example, day, in_force):
    own_plan(first=2026, last=2030)

    assert current_plan(day).code == in_force


def test_leads_and_targets_of_an_older_plan_are_not_those_in_force(example):
    plan = own_plan(first=2019, last=2030)
    Target.objects.create(
        plan=plan, code="rank", text_vi="Hạng", text_en="Rank", unit="rank", value=20
    )

    assert [str(row.plan) for row in sources.assignments().values()] == ["Kế hoạch mới"]
    assert sources.rank_target() == (20, 20)


def test_agencies_are_proposed_by_the_plan_in_force(example):
    own_plan(first=2019, last=2030)
    issue = apps.get_model("dialogues", "Issue")(
        criterion=Criterion.objects.get(code="planning"), title="Quy hoạch", text=""
    )

    leads, others = propose_agencies(issue, date(2026, 11, 1))

    assert [agency.code for agency in leads] == ["so-moi"]
    assert others == []


def test_an_installation_of_its_own_shows_no_other_provinces_figures(client):
    load()

    assert not Plan.objects.exists()
    assert not Agency.objects.exists()
    assert not OfficialResult.objects.exists()
    with pytest.raises(NoHomeProvince):
        Province.objects.home()
    for page in ("pci:index", "plan:index"):
        assert client.get(reverse(page)).status_code == 200


def test_a_deleted_agency_or_criterion_is_not_loaded_again(example):
    Agency.objects.filter(code="bao-dak-nong").delete()
    gone = Agency.objects.order_by("code").filter(successor=None, leads=None, coordinates=None)
    code = gone.exclude(predecessors__isnull=False).first().code
    Agency.objects.filter(code=code).delete()

    out = StringIO()
    call_command("load_fixtures", example=True, overwrite=True, stdout=out)

    assert not Agency.objects.filter(code=code).exists()
    assert f"directory.agency {code}" in out.getvalue()


def test_an_upgrade_from_before_the_memory_remembers_what_was_shipped(example):
    later = Q(model="directory.placelevels")  # shipped only since
    known = set(ShippedRow.objects.exclude(later).values_list("model", "key"))
    ShippedRow.objects.all().delete()
    module = __import__("plan.migrations.0003_remember_what_was_shipped", fromlist=["remember"])

    module.remember(apps, None)

    assert set(ShippedRow.objects.values_list("model", "key")) == known
