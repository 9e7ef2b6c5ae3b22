"""Statements written once do what Django's own would do."""

import pytest
from django.utils import timezone

from surveys.models import BurntToken, Draft, Response
from surveys.models.responses import DRAFT_FIELDS, values
from surveys.prepared_statements import (
    PreparedQuery,
    PreparedSteps,
    PreparedWrites,
    delete,
    hold,
    insert,
    update,
)
from tests.factories.surveys import DraftFactory, WaveFactory

pytestmark = pytest.mark.django_db


def burnt(wave, digest="d" * 64, receipt="r" * 12):
    return BurntToken(wave=wave, digest=digest, receipt_code=receipt)


def test_a_prepared_query_returns_what_django_returns():
    draft = DraftFactory(answers={"q": ["“Trích”", 1.5, None]}, seconds={"one": 3})

    [row] = PreparedQuery(lambda pk: Draft.objects.filter(pk=pk).values_list(*DRAFT_FIELDS)).rows(
        draft.pk
    )

    assert row == values(Draft.objects.get())


def test_a_prepared_query_refuses_values_of_its_own():
    hidden = PreparedQuery(lambda pk: Draft.objects.filter(pk=pk, section="one").values_list("pk"))
    with pytest.raises(ValueError, match="only the values it is given"):
        hidden.rows(1)


def test_insert_stores_every_column_and_keeps_out_what_is_there():
    wave = WaveFactory()
    row = burnt(wave)
    assert insert(BurntToken).run(*values(row)) == 1
    assert insert(BurntToken).run(*values(burnt(wave))) == 0
    assert values(BurntToken.objects.get()) == values(row)


def test_insert_waits_for_another_column_to_be_free():
    wave = WaveFactory()
    unless = insert(BurntToken, unless=Response._meta.get_field("receipt_code"))
    assert unless.run(*values(burnt(wave)), "free") == 1
    BurntToken.objects.all().delete()

    unless = insert(BurntToken, unless=Draft._meta.get_field("key"))
    assert unless.run(*values(burnt(wave)), DraftFactory().key) == 0
    assert not BurntToken.objects.exists()


def test_update_and_delete_count_the_rows_they_change():
    draft, other = DraftFactory(), DraftFactory()
    changing = update(Draft, ["answers", "saved_at"], where=["id", "section"])
    now = timezone.now()

    assert changing.run({"a": "=1+1 ’"}, now, draft.pk, "elsewhere") == 0
    assert changing.run({"a": "=1+1 ’"}, now, draft.pk, draft.section) == 1
    assert delete(Draft, ["id"]).run(other.pk) == 1

    kept = Draft.objects.get()
    assert (kept.pk, kept.answers, kept.saved_at) == (draft.pk, {"a": "=1+1 ’"}, now)


def test_changes_sent_together_count_their_rows_each():
    draft, other, wave = DraftFactory(), DraftFactory(), WaveFactory()
    changing = update(Draft, ["section"], where=["id"])
    together = PreparedWrites(delete(Draft, ["id"]), insert(BurntToken), changing)

    assert together.run([draft.pk], values(burnt(wave)), ["end", other.pk]) == [1, 1, 1]
    assert together.run([draft.pk], values(burnt(wave)), ["end", draft.pk]) == [0, 0, 0]
    assert [(each.pk, each.section) for each in Draft.objects.all()] == [(other.pk, "end")]
    assert BurntToken.objects.count() == 1


def test_no_step_is_taken_without_the_one_before_it():
    draft, wave = DraftFactory(section="begun"), WaveFactory()
    steps = PreparedSteps(
        hold(type(wave), ["id", "year"], others_too=True),
        hold(Draft, ["id", "section"]),
        insert(BurntToken),
        update(Draft, ["section"], where=["id", "section"]),
    )

    def run(year, section, token):
        return steps.run(
            [wave.pk, year], [draft.pk, section], values(token), ["end", draft.pk, section]
        )

    assert run(wave.year + 1, "begun", burnt(wave)) == [0, 0, 0, 0]
    assert run(wave.year, "elsewhere", burnt(wave))[3] == 0
    assert not BurntToken.objects.exists()  # whatever was done on the way is undone
    BurntToken.objects.bulk_create([burnt(wave)])
    assert run(wave.year, "begun", burnt(wave, receipt="s" * 12))[2:] == [0, 0]
    assert Draft.objects.get().section == "begun"

    assert run(wave.year, "begun", burnt(wave, "e" * 64, "e" * 12)) == [1, 1, 1, 1]
    assert BurntToken.objects.count() == 2
    assert Draft.objects.get().section == "end"
