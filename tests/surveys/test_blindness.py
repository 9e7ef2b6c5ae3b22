"""No query joins a blind answer to an enterprise.

Twelve enterprises answer a blind wave; then everything the database holds is tried as a link from
answers to enterprises: keys, shared values, order, times, sessions, audit log, and the token lists.
"""

import random
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.models import AuditEntry
from surveys import tokens
from surveys.answering.queries.visits import behind
from surveys.fieldwork.actions.invitations import issue_invitation
from surveys.fieldwork.actions.waves import close_wave
from surveys.fieldwork.queries.waves import public_count
from surveys.models import (
    AccessKey,
    BurntToken,
    Disposition,
    Draft,
    Invitation,
    Response,
    ResponseFlag,
    SampledEnterprise,
)
from surveys.review.actions import review
from tests.factories.accounts import UserFactory
from tests.factories.surveys import SampledEnterpriseFactory, StratumFactory, WaveFactory
from tests.surveys.links import two_pages
from tests.surveys.statements import asked

pytestmark = pytest.mark.django_db
NUMBER = 12


@pytest.fixture
def answered(client):
    """Let enterprises answer in a random order; return their tokens in that order."""
    today = timezone.localdate()
    wave = WaveFactory(
        anonymity="blind",
        version__document=two_pages(),
        opens_on=today - timedelta(days=3),
        closes_on=today + timedelta(days=3),
    )
    stratum = StratumFactory(wave=wave)
    links = {}
    for sampled in SampledEnterpriseFactory.create_batch(NUMBER, stratum=stratum):
        links[issue_invitation(sampled=sampled, now=timezone.now()).token] = sampled
    order = list(links)
    random.Random(7).shuffle(order)
    for place, token in enumerate(order):
        address = reverse("surveys:page", args=[token, "one"])
        client.post(address, {"met": "no", "share": str(place), "go": "next", "language": "vi"})
        Draft.objects.update(seconds={"one": 41 + place})
        client.post(reverse("surveys:send", args=[token]))
    assert Response.objects.count() == NUMBER
    return wave, order, links


def values_of(model, **where):
    """Return every value a row of this table holds, as text."""
    fields = [field.attname for field in model._meta.concrete_fields]
    return [
        {str(value) for value in row if value not in (None, "", 0, 1, True, False)}
        for row in model.objects.filter(**where).values_list(*fields)
    ]


def test_no_path_of_foreign_keys_leads_from_an_answer_to_one_enterprise(answered):
    """Follow foreign keys from a stored answer, forwards only, and see whom they reach."""
    reached, ahead = set(), [Response.objects.first()]
    while ahead:
        row = ahead.pop()
        if (type(row), row.pk) in reached:
            continue
        reached.add((type(row), row.pk))
        for field in row._meta.concrete_fields:
            points_on = isinstance(field, models.ForeignKey) and getattr(row, field.attname)
            ahead += [getattr(row, field.name)] if points_on else []
    kinds = {kind for kind, _pk in reached}
    assert not kinds & {SampledEnterprise, Invitation, AccessKey, BurntToken, Draft}
    assert "Enterprise" not in {kind.__name__ for kind in kinds}


@pytest.mark.usefixtures("answered")
def test_no_row_anywhere_shares_a_value_of_its_own_with_an_answer():
    """Whatever equals a value of one answer and of no other would be a join."""
    rows = values_of(Response)
    assert len(rows) == 12
    common = set.intersection(*rows)
    own = [row - common for row in rows]
    assert all(own)
    shares = {str(float(place)) for place in range(NUMBER)} | {str(n) for n in range(NUMBER)}
    for model in apps.get_models():
        if model is Response:
            continue
        for other in values_of(model):
            assert not [mine & other - shares for mine in own if mine & other - shares], model


def test_answers_and_burnt_tokens_are_not_stored_in_the_order_of_answering(answered):
    """Neither by key nor, on SQLite, by the hidden row number: with twelve, chance is 1 in 10⁸."""
    _wave, order, _links = answered
    by_key = [
        answers["share"]
        for answers in Response.objects.order_by("pk").values_list("answers", flat=True)
    ]
    burnt = list(BurntToken.objects.order_by("pk").values_list("digest", flat=True))
    by_answering = [tokens.derive_digest("burnt", token) for token in order]
    assert by_key != sorted(by_key)
    assert burnt != by_answering
    ranks = [by_answering.index(digest) for digest in burnt]
    assert ranks != by_key
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in ("surveys_response", "surveys_burnttoken", "surveys_draft"):
                cursor.execute(f"SELECT count(*) FROM {table} WHERE rowid <> id")  # noqa: S608
                assert cursor.fetchone() == (0,)


def test_nothing_at_the_enterprise_tells_that_it_has_answered(answered):
    wave, _order, _links = answered
    assert set(wave.sampled.values_list("disposition", flat=True)) == {Disposition.PENDING}
    assert not Invitation.objects.filter(burnt_at__isnull=False).exists()
    digests = set(AccessKey.objects.values_list("token_digest", "code_digest", "sealed_token"))
    burnt = set(BurntToken.objects.values_list("digest", flat=True))
    assert not {each for row in digests for each in row} & burnt


NAMED = {"accesskey", "invitation", "sampledenterprise", "enterprise"}
ANSWERED = {"draft", "response", "burnttoken"}


def tables(sql):
    return set(re.findall(r'"(?:surveys|directory)_(\w+)"', sql))


def test_no_statement_of_a_blind_visit_brings_an_enterprise_and_its_answers_together(client):
    """The one query that names both joins them by a column that is empty in blind rows."""
    wave = WaveFactory(
        anonymity="blind", version__document=two_pages(), closes_on=timezone.localdate()
    )
    sampled = SampledEnterpriseFactory(stratum=StratumFactory(wave=wave))
    token = issue_invitation(sampled=sampled, now=timezone.now()).token
    page, send = (
        reverse("surveys:page", args=[token, "one"]),
        reverse("surveys:send", args=[token]),
    )
    with asked() as statements:
        for address in (reverse("surveys:start", args=[token]), page):
            client.get(address)
        client.post(page, {"met": "no", "language": "vi"})
        half_way = behind(token)
        client.get(reverse("surveys:check", args=[token]))
        client.post(send)
        client.get(reverse("surveys:done", args=[token]))
        at_the_end = behind(token)

    assert Response.objects.count() == BurntToken.objects.count() == 1
    for found in (half_way, at_the_end):
        assert (found.draft, found.response) == (None, None)
    mixed = {sql for sql in statements if tables(sql) & NAMED and tables(sql) & ANSWERED}
    joins = [re.findall(r'JOIN "surveys_(draft|response)" ON (\(.*?\))', sql) for sql in mixed]
    assert joins
    assert all(
        re.search(r'"surveys_\w+"."id" = "surveys_\w+"."sampled_id"', condition)
        for each in joins
        for _table, condition in each
    )
    writes = [tables(sql) for sql in statements if not sql.startswith("SELECT")]
    assert {name for each in writes for name in each} <= ANSWERED


@pytest.mark.usefixtures("answered")
def test_times_are_coarse():
    responses = list(Response.objects.all())
    assert len(responses) == 12
    for response in responses:
        assert response.started_at is None
        local = timezone.localtime(response.submitted_at)
        assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    took = {seconds for response in responses for seconds in response.seconds.values()}
    assert took == {40, 50}  # from 41 to 52, in steps of ten


@pytest.mark.usefixtures("answered")
def test_no_draft_session_or_log_entry_is_left():
    assert not Draft.objects.exists()
    assert not Session.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_public_count_agrees_and_knows_receipts(answered, client):
    wave, order, _links = answered
    count = public_count(wave)
    assert (count.invited, count.used, count.answers, count.agrees) == (
        NUMBER,
        NUMBER,
        NUMBER,
        True,
    )
    address = reverse("surveys:count", args=[wave.pk])
    receipt = tokens.group_code(tokens.receipt_code(order[0]))
    assert "đã được tính" in client.post(address, {"receipt": receipt}).content.decode()
    other = tokens.group_code(tokens.new_code())
    assert "Không có phiếu" in client.post(address, {"receipt": other}).content.decode()


def test_closing_writes_the_burnt_tokens_anew_in_another_order(answered):
    """On PostgreSQL rows of one transaction share a number; from here on they share it with all."""
    wave, _order, _links = answered
    before = dict(BurntToken.objects.values_list("digest", "pk"))

    close_wave(wave=wave, by=None, now=timezone.now())

    after = dict(BurntToken.objects.values_list("digest", "pk"))
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())
    assert public_count(wave).agrees


def test_closing_writes_the_answers_anew_in_another_order(answered):
    """On PostgreSQL a row keeps the number of its transaction, and with it the time of sending."""
    wave, _order, _links = answered
    flags = ResponseFlag.objects.bulk_create(
        ResponseFlag(response=each, kind="speeder", raised_at=timezone.now())
        for each in wave.responses.all()
    )
    known = ("answers", "seconds", "mode", "submitted_at", "idempotency_key", "stratum_id")
    before = {row[-1]: row[:-1] for row in wave.responses.values_list(*known, "pk")}

    close_wave(wave=wave, by=None, now=timezone.now())

    after = {row[-1]: row[:-1] for row in wave.responses.values_list(*known, "pk")}
    assert sorted(map(str, after.values())) == sorted(map(str, before.values()))
    assert not after.keys() & before.keys()
    assert len(flags) == NUMBER
    assert not ResponseFlag.objects.exists()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM surveys_response")
            assert cursor.fetchone() == (1,)


def test_no_flag_tells_when_an_answer_came(answered, client):
    wave, _order, _links = answered
    wave.responses.update(answers={f"q{number}": "1" for number in range(6)})  # all alike

    assert review.raise_due_flags(now=timezone.now()) == 0
    client.force_login(UserFactory(role=Role.STAFF))
    client.post(reverse("surveys:raise_flags", args=[wave.pk]))
    assert not ResponseFlag.objects.exists()

    close_wave(wave=wave, by=None, now=timezone.now())
    assert review.raise_due_flags(now=timezone.now()) > 0


def test_a_missing_answer_shows_in_the_public_count(answered, client):
    wave, _order, _links = answered
    Response.objects.first().delete()
    assert not public_count(wave).agrees
    page = client.get(reverse("surveys:count", args=[wave.pk])).content.decode()
    assert "Hai con số khác nhau." in page


def test_a_confidential_answer_is_joined_on_purpose(client):
    """The same search does find the link where one was promised to be kept."""
    wave = WaveFactory(version__document=two_pages(), closes_on=timezone.localdate())
    sampled = SampledEnterpriseFactory(stratum=StratumFactory(wave=wave))
    token = issue_invitation(sampled=sampled, now=timezone.now()).token
    client.post(reverse("surveys:page", args=[token, "one"]), {"met": "no", "language": "vi"})
    client.post(reverse("surveys:send", args=[token]))
    assert Response.objects.get().sampled.enterprise == sampled.enterprise
