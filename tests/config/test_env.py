"""Environment variables are read once and refused loudly."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_numbers_are_read_in_order(monkeypatch):
    monkeypatch.setenv("DAYS", "5, 2")
    assert env.numbers("DAYS", "3,1") == (5, 2)
    assert env.numbers("OTHER_DAYS", "3,1") == (3, 1)


@pytest.mark.parametrize("given", ["", "0,1", "-1", "one", "1,²", "1.5"])
def test_what_is_no_list_of_numbers_from_one_on_is_refused(monkeypatch, given):
    monkeypatch.setenv("DAYS", given)
    with pytest.raises(ImproperlyConfigured):
        env.numbers("DAYS", "3,1")


def test_as_many_numbers_as_are_needed(monkeypatch):
    monkeypatch.setenv("DAYS", "1,2")
    with pytest.raises(ImproperlyConfigured):
        env.numbers("DAYS", "1,2,3", count=3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("core.gateways.FileGateway", "core.messaging.gateways.FileGateway"),
        ("core.messaging.gateways.FileGateway", "core.messaging.gateways.FileGateway"),
        ("core.gateways_of_ours.Sms", "core.gateways_of_ours.Sms"),
    ],
)
def test_a_class_is_found_where_its_module_has_moved(monkeypatch, written, meant):
    monkeypatch.setenv("SMS_GATEWAY", written)
    assert env.dotted_path("SMS_GATEWAY", "elsewhere.Gateway") == meant
