"""A gateway that cannot be loaded is found before the first message."""

from core.messaging.checks import find_unloadable_gateways


def test_the_shipped_gateways_load():
    assert find_unloadable_gateways() == []


def test_a_gateway_that_is_gone_is_named_with_its_channel_and_the_cure(settings):
    settings.GATEWAYS = settings.GATEWAYS | {"sms": "core.gateways.FileGateway"}

    [error] = find_unloadable_gateways()

    assert error.id == "core.E001"
    assert "sms" in error.msg
    assert "core.gateways.FileGateway" in error.msg
    assert "core.messaging.gateways" in error.hint
