"""Each kind of work in the background can be done, named and permitted."""

import inspect

import pytest
import rules
from django.utils import translation

from config.job_kinds import KINDS
from core.models import Job


def test_every_kind_has_a_code_of_its_own_that_the_table_can_hold():
    codes = [kind.code for kind in KINDS]

    assert len(codes) >= 9
    assert len(set(codes)) == len(codes)
    assert max(map(len, codes)) <= Job._meta.get_field("kind").max_length


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_has_a_function_that_takes_a_job(kind):
    assert list(inspect.signature(kind.load()).parameters) == ["job"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_names_a_permission_that_exists_or_belongs_to_whoever_orders_it(kind):
    assert rules.perm_exists(kind.permission) is not kind.is_own


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_is_named_in_both_languages(kind):
    with translation.override("vi"):
        vietnamese = str(kind.label)
    with translation.override("en"):
        assert str(kind.label) != vietnamese


def test_only_what_visitors_cause_is_seen_by_visitors():
    public = [kind.code for kind in KINDS if kind.is_public]
    assert public == ["papers", "forecast_paper", "rank_study", "rank_pictures"]
