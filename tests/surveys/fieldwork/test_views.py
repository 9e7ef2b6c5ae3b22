"""Staff can do the field work of a wave on its pages; others cannot see them."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from core.fixtures import Loading
from core.models import AuditEntry, OutgoingMessage
from pci.models import Edition
from plan.management.commands.load_fixtures import Command as LoadFixtures
from surveys import tokens
from surveys.answering.actions.drafts import FilledPage, save_page
from surveys.answering.actions.responses import submit_response
from surveys.answering.queries.visits import behind
from surveys.fieldwork import letters
from surveys.fieldwork.actions import mailings
from surveys.fieldwork.actions.invitations import issue_invitation
from surveys.models import (
    AccessKey,
    ContactResult,
    FlagKind,
    PaperForm,
    QuestionnaireVersion,
    Response,
    ResponseFlag,
    ReviewState,
    SampleDraw,
    SendingKind,
    WaveStatus,
)
from surveys.questionnaires.actions import shipped as fixtures
from tests.factories.surveys import (
    AccessKeyFactory,
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
    _DistrictFactory,
    _EnterpriseFactory,
)
from tests.work import do_the_work

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def shipped(once):
    once(lambda: fixtures.load(Loading(), now=NOW))


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def version():
    return QuestionnaireVersion.objects.get(number=1)


@pytest.fixture
def staff(django_user_model):
    return django_user_model.objects.create_user("an@hiephoi.example", role="staff")


@pytest.fixture
def colleague(django_user_model):
    return django_user_model.objects.create_user("binh@hiephoi.example", role="staff")


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def wave(version):
    return WaveFactory(version=version, closes_on=date(2099, 1, 1))


def sample(wave, count=3, **fields):
    stratum = StratumFactory(wave=wave)
    return [
        SampledEnterpriseFactory(
            stratum=stratum,
            position=i,
            **{"enterprise__phone": f"09010000{i:02d}", **fields},
        )
        for i in range(count)
    ]


PAGES = ["sample", "monitor", "calls", "sendings", "paper", "flagged", "portal", "portal_review"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("anonymity", ["confidential", "blind"])
def test_every_page_opens_for_staff_with_and_without_data(desk, version, name, anonymity):
    empty = WaveFactory(version=version, anonymity=anonymity)
    full = WaveFactory(version=version, anonymity=anonymity)
    sample(full)

    for each in (empty, full):
        assert desk.get(reverse(f"surveys:{name}", args=[each.pk])).status_code == 200


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [None, "enterprise", "officer"])
def test_no_page_opens_for_others(client, django_user_model, wave, name, role):
    if role:
        client.force_login(django_user_model.objects.create_user("x@y.example", role=role))

    answer = client.get(reverse(f"surveys:{name}", args=[wave.pk]))

    assert answer.status_code == (403 if role else 302)


@pytest.mark.parametrize("name", ["monitor", "calls", "sendings", "paper"])
def test_a_closed_wave_says_so_and_has_no_form_that_cannot_work(desk, version, name):
    wave = WaveFactory(version=version, status=WaveStatus.CLOSED)
    sample(wave)

    page = desk.get(reverse(f"surveys:{name}", args=[wave.pk])).content.decode()

    main = page[page.index("<main") : page.index("</main>")]
    assert "Đợt khảo sát đã đóng" in main
    assert '<form method="post"' not in main
    assert "?lagging=1" not in main
    assert "tel:" not in main
    assert "hôm nay" not in main


def test_a_rule_shows_strata_and_precision_before_anything_is_drawn(desk, version):
    LoadFixtures().handle(overwrite=False, example=True)
    mil = _DistrictFactory(code="dak-mil", name="Đắk Mil")
    for _each in range(80):
        _EnterpriseFactory(district=mil)
    edition = Edition.objects.get(year=2018)
    wave = WaveFactory(version=version, status=WaveStatus.PLANNED, target_edition=edition)
    rule = {
        "dimensions": ["size", "district"], "thinnest": 10, "size": 40, "method": "proportional",
        "minimum": 2, "reserve": 20, "response": 50, "seed": "thu",
    }  # fmt: skip

    shown = desk.get(reverse("surveys:sample", args=[wave.pk]), rule).content.decode()
    assert "Đắk Mil" in shown
    assert "±" in shown
    assert not wave.sampled.exists()

    desk.post(reverse("surveys:sample", args=[wave.pk]), rule)
    assert wave.sampled.main().count() == 40
    assert SampleDraw.objects.get().seed == "thu"
    again = desk.post(reverse("surveys:repeat_draw", args=[wave.pk]), follow=True)
    assert again.status_code == 200


def test_a_rule_that_cannot_be_kept_keeps_what_was_typed(desk, version):
    wave = WaveFactory(version=version, status=WaveStatus.PLANNED)
    rule = {
        "dimensions": ["size"], "thinnest": 10, "size": 4000, "method": "equal", "minimum": 2,
        "reserve": 0, "response": 50, "seed": "giống này",
    }  # fmt: skip

    page = desk.get(reverse("surveys:sample", args=[wave.pk]), rule)

    assert "giống này" in page.content.decode()
    assert page.context["form"].non_field_errors()


@pytest.mark.parametrize(("turn", "moves"), [("0", True), ("59", True), ("60", False), ("x", True)])
def test_the_monitor_moves_by_itself_for_an_hour(desk, wave, turn, moves):
    row = sample(wave)[0]
    ResponseFactory(wave=wave, sampled=row, stratum=row.stratum)
    asked = {"headers": {"hx-request": "true"}}
    part = desk.get(reverse("surveys:monitor", args=[wave.pk]), {"turn": turn}, **asked)
    page = part.content.decode()
    assert ("hx-get" in page) == moves
    assert page.lstrip().startswith('<div id="now"')
    assert "<polyline" in page


@pytest.mark.parametrize("changed", [{"anonymity": "blind"}, {"status": "closed"}])
def test_the_monitor_of_a_blind_or_closed_wave_stands_still(desk, version, changed):
    wave = WaveFactory(version=version, closes_on=date(2099, 1, 1), **changed)
    sample(wave)
    page = desk.get(reverse("surveys:monitor", args=[wave.pk])).content.decode()
    assert 'hx-trigger="every' not in page


def test_the_monitor_costs_the_same_for_any_number_of_strata(
    desk, wave, django_assert_max_num_queries
):
    for _each in range(12):
        sample(wave)

    with django_assert_max_num_queries(20):
        desk.get(reverse("surveys:monitor", args=[wave.pk]))


@pytest.mark.parametrize("table", ["strata", "districts", "days", "modes", "outcomes", "pages"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_table_of_the_monitor_is_a_file_too(desk, wave, table, kind):
    row = sample(wave)[0]
    ResponseFactory(sampled=row, stratum=row.stratum, wave=wave, seconds={"profile": 60})

    address = reverse("surveys:turnout_csv", args=[wave.pk])
    answer = desk.get(address, {"table": table, "format": kind})

    assert answer.status_code == 200
    assert f"{table}-{wave.pk}.{kind}" in answer["Content-Disposition"]
    assert desk.get(address, {"table": "enterprises"}).status_code == 404


def test_the_call_list_is_a_file_too_and_taking_it_is_logged(desk, wave):
    row = sample(wave)[0]

    answer = desk.get(reverse("surveys:calls", args=[wave.pk]), {"format": "csv"})

    assert row.enterprise.phone in answer.content.decode("utf-8-sig")
    assert AuditEntry.objects.filter(action="wave.calls").exists()


def test_who_was_invited_and_is_silent_is_listed_and_taken_away(desk, wave):
    silent, answered, new = sample(wave)
    for row in (silent, answered):
        issue_invitation(sampled=row, now=NOW)
    ResponseFactory(sampled=answered, stratum=answered.stratum, wave=wave)
    address = reverse("surveys:late", args=[wave.pk])

    page = desk.get(address)
    file = desk.get(address, {"format": "csv"}).content.decode("utf-8-sig")

    assert [row.pk for row in page.context["page"]] == [silent.pk]
    assert silent.enterprise.tax_code in file
    assert new.enterprise.tax_code not in file
    assert AuditEntry.objects.filter(action="wave.late").exists()


def test_a_call_is_noted_and_moves_the_enterprise_down_the_list(desk, wave):
    first, second, _third = sample(wave)
    desk.post(
        reverse("surveys:sampled", args=[first.pk]),
        {"channel": "phone", "result": ContactResult.NO_ANSWER, "note": "máy bận"},
    )

    page = desk.get(reverse("surveys:calls", args=[wave.pk]))

    assert page.context["page"].object_list[0].pk == second.pk
    assert first.contacts.get().note == "máy bận"


def test_invitations_are_written_by_the_worker_and_wait_for_release(
    desk, wave, django_capture_on_commit_callbacks
):
    sample(wave, enterprise__email="dn@dn.example")

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("surveys:order_sending", args=[wave.pk]), {"kind": "invitations"})

    assert OutgoingMessage.objects.waiting().count() == 3
    address = reverse("surveys:sendings", args=[wave.pk])
    done = desk.get(address, headers={"HX-Request": "true"})
    assert b"hx-" not in done.content
    assert "đã xong" in done.content.decode()
    assert reverse("outbox").encode() in done.content  # what can be done next


def test_letters_under_way_are_asked_after_without_touching_what_is_typed(desk, wave):
    sample(wave, enterprise__email="dn@dn.example")
    desk.post(reverse("surveys:order_sending", args=[wave.pk]), {"kind": "invitations"})

    fragment = desk.get(
        reverse("surveys:sendings", args=[wave.pk]), headers={"HX-Request": "true"}
    ).content.decode()

    assert "<html" not in fragment
    assert "every 3s" in fragment
    assert "<input" not in fragment.replace('<input type="hidden"', "")
    assert "chờ xử lý" in fragment


def test_letters_are_fetched_once_and_erased(desk, wave):
    sample(wave, count=1)
    sending = mailings.order_sending(wave=wave, kind=SendingKind.LETTERS, by=None, now=NOW)
    do_the_work()

    fetched = desk.get(reverse("surveys:letters", args=[sending.pk]))

    assert b"".join(fetched.streaming_content)[:4] == b"%PDF"
    assert AuditEntry.objects.filter(action="letters.fetch").exists()
    desk.post(reverse("surveys:erase_letters", args=[sending.pk]))
    assert not default_storage.exists(letters.bound_name(sending.pk))
    assert desk.get(reverse("surveys:letters", args=[sending.pk])).status_code == 404


def test_a_ladder_with_letters_in_it_is_explained(desk, wave):
    answer = desk.post(
        reverse("surveys:plan_reminders", args=[wave.pk]), {"days_0": "mười"}, follow=True
    )

    assert not wave.reminders.exists()
    assert list(answer.context["messages"])


def test_a_ladder_has_a_channel_for_each_rung(desk, wave):
    rungs = {"days_0": "2", "way_0": "same", "days_1": "4", "way_1": "sms", "days_2": ""}

    desk.post(reverse("surveys:plan_reminders", args=[wave.pk]), rungs)

    assert list(wave.reminders.values_list("working_days", "way")) == [(2, "same"), (4, "sms")]


def test_channels_are_chosen_after_reading_what_they_will_say(desk, wave):
    sample(wave, count=2)
    sample(wave, count=1, enterprise__email="", enterprise__phone="")
    address = reverse("surveys:channels", args=[wave.pk])

    desk.post(address, {"channel_0": "sms", "channel_1": "email", "channel_2": "sms"})
    page = desk.get(address)

    wave.refresh_from_db()
    assert wave.channels == ["sms", "email"]
    assert [(row.channel, row.chosen) for row in page.context["channels"]] == [
        ("sms", 2), ("email", 0), ("", 1),
    ]  # fmt: skip
    shown = page.context["examples"]
    assert [(each.channel, each.language) for each in shown[:4]] == [
        ("sms", "vi"), ("sms", "en"), ("email", "vi"), ("email", "en"),
    ]  # fmt: skip
    assert shown[0].size.parts > shown[0].plain_size.parts


def test_one_enterprise_gets_a_channel_of_its_own(desk, wave):
    row = sample(wave, count=1)[0]

    desk.post(reverse("surveys:channel_of", args=[row.pk]), {"channel": "zalo"})

    row.refresh_from_db()
    assert row.channel == "zalo"


def test_paper_is_typed_by_two_people_and_stored(client, staff, colleague, wave):
    code = tokens.new_code()
    AccessKeyFactory(code=code, invitation__sampled=sample(wave, count=1)[0])
    for person, days in ((staff, "4"), (colleague, "5")):
        client.force_login(person)
        client.post(reverse("surveys:paper", args=[wave.pk]), {"code": tokens.group_code(code)})
        sheet = PaperForm.objects.get()
        client.post(
            reverse("surveys:paper_entry", args=[sheet.pk]),
            {"asked": "1", "received": "1", "days": days, "planning": "12345-", "finish": "1"}
            | {"asked_agency": "9", "asked_agency_other": f"Sở {days}", "position": days},
        )
        assert not Response.objects.exists()
    settle = reverse("surveys:paper_settle", args=[sheet.pk])
    page = client.get(settle).content.decode()
    assert "Lần nhập thứ nhất: 9 (Cơ quan khác, xin ghi rõ (Sở 4))" in page
    assert "đã lưu phiếu" not in page.lower()

    decided = {"days": "typed", "days__typed": "14", "asked_agency": "second"}
    others = {"position": "typed", "position__typed": "5", "position__typed_other": "Kế toán"}
    client.post(settle, {"code": code} | decided | others)

    response = Response.objects.get()
    assert response.answers["days"] == 14
    assert response.answers["asked_agency_other"] == "Sở 5"
    assert (response.answers["position"], response.answers["position_other"]) == (
        "other",
        "Kế toán",
    )
    assert response.mode == "paper"


def test_a_slip_in_paper_entry_keeps_the_whole_form(desk, wave):
    code = tokens.new_code()
    AccessKeyFactory(code=code, invitation__sampled=sample(wave, count=1)[0])
    desk.post(reverse("surveys:paper", args=[wave.pk]), {"code": code})
    sheet = PaperForm.objects.get()

    page = desk.post(
        reverse("surveys:paper_entry", args=[sheet.pk]),
        {"asked": "9", "comment": "Thủ tục còn chậm", "finish": "1"},
    )

    assert "Thủ tục còn chậm" in page.content.decode()
    assert "1\u00a0Có" in page.content.decode()
    assert page.context["form"].errors["asked"]
    assert not sheet.entries.exists()


def test_the_sheet_to_print_is_a_pdf_in_both_languages(desk, wave):
    for language in ("vi", "en"):
        answer = desk.get(reverse("surveys:paper_sheet", args=[wave.pk]), {"language": language})

        assert answer.content[:4] == b"%PDF"


def test_a_flagged_response_is_reviewed_without_its_enterprise(desk, wave):
    rows = sample(wave, count=2)
    answers = {"asked": "no", "member": "yes", "relationship": "4", "ba_role": "3", "overall": "2"}
    for row in rows:
        row.enterprise.name = "Công ty Bí Mật"
        row.enterprise.save()
        ResponseFactory(
            sampled=row, stratum=row.stratum, wave=wave, version=wave.version, answers=answers
        )
    desk.post(reverse("surveys:raise_flags", args=[wave.pk]))
    page = desk.get(reverse("surveys:flagged", args=[wave.pk]))
    assert len(page.context["page"].object_list) == 2
    response = Response.objects.first()

    shown = desk.get(reverse("surveys:response", args=[response.pk])).content.decode()
    assert "Công ty Bí Mật" not in shown
    desk.post(
        reverse("surveys:response", args=[response.pk]),
        {"state": ReviewState.SET_ASIDE, "reason": "Trùng phiếu"},
    )

    response.refresh_from_db()
    assert response.review == ReviewState.SET_ASIDE
    assert AuditEntry.objects.filter(action="response.view").exists()


def flagged_responses(wave, number=3):
    """Answers with one flag each, the first with two."""
    found = [
        ResponseFactory(sampled=row, stratum=row.stratum, wave=wave, version=wave.version)
        for row in sample(wave, number)
    ]
    for at, each in enumerate(found):
        for kind in list(FlagKind)[: 2 if at == 0 else 1]:
            ResponseFlag.objects.create(response=each, kind=kind, about=[], raised_at=NOW)
    return found


def test_after_a_decision_the_next_case_opens_and_the_list_at_last(desk, wave):
    first, *others = flagged_responses(wave, 2)

    def decide(response, **said):
        return desk.post(reverse("surveys:response", args=[response.pk]), said)

    refused = decide(first, state=ReviewState.SET_ASIDE)
    assert "nêu lý do" in refused.content.decode()
    following = decide(first, state=ReviewState.KEPT)
    assert following.url == reverse("surveys:response", args=[others[0].pk]) + "?next"
    assert '<h2 tabindex="-1" data-focus>' in desk.get(following.url).content.decode()
    last = decide(others[0], state=ReviewState.KEPT)
    assert last.url == reverse("surveys:flagged", args=[wave.pk])
    assert Response.objects.undecided().count() == 0


def test_ticked_responses_are_kept_or_set_aside_at_once(desk, wave):
    ticked = [each.pk for each in flagged_responses(wave)[:2]]
    address = reverse("surveys:review_several", args=[wave.pk])
    page = desk.get(reverse("surveys:flagged", args=[wave.pk])).content.decode()
    assert page.count('name="response"') == 3
    seen = desk.post(
        f"{address}?sort=-flags", {"state": "set_aside", "response": ticked[:1]}, follow=True
    )
    assert seen.redirect_chain[-1][0].endswith("?sort=-flags")
    assert f'value="{ticked[0]}" checked' in seen.content.decode()
    assert seen.content.decode().count(" checked") == 1
    assert " checked" not in desk.get(reverse("surveys:flagged", args=[wave.pk])).content.decode()
    seen = desk.post(address, {"state": "kept", "reason": "Trùng “phiếu” giấy"}, follow=True)
    assert 'value="Trùng “phiếu” giấy"' in seen.content.decode()
    assert not Response.objects.exclude(review=ReviewState.UNSEEN).exists()

    desk.post(address, {"state": "kept", "response": ticked})

    assert Response.objects.filter(review=ReviewState.KEPT).count() == 2


def test_two_people_judge_the_portal_and_settle(client, staff, colleague, wave):
    codes = {
        item["code"]: item["points"]
        for item in fixtures.read_fixture("web_checklist.json")["items"]
    }
    for person, budget in ((staff, 4), (colleague, 1)):
        client.force_login(person)
        client.post(
            reverse("surveys:portal_review", args=[wave.pk]),
            {"address": "https://daknong.example", **codes, "budget": budget, "finish": "1"},
        )
    client.post(
        reverse("surveys:portal", args=[wave.pk]), {"budget": 2, "reason": "Thiếu quyết toán"}
    )

    assert wave.web_score.total == 48
    shown = client.get(reverse("surveys:portal", args=[wave.pk])).content.decode()
    assert "dự báo sớm" in shown
    assert reverse("analysis:forecasts") in shown


@pytest.mark.parametrize("anonymity", ["confidential", "blind"])
def test_an_enterprise_leaves_by_its_own_link_after_being_asked_once(client, version, anonymity):
    token = tokens.new_token()
    row = sample(WaveFactory(version=version, anonymity=anonymity), count=1)[0]
    AccessKeyFactory(token=token, invitation__sampled=row)
    address = reverse("surveys:leave", args=[token])

    client.get(address)
    assert not hasattr(row.enterprise, "opt_out")
    client.post(address)

    row.enterprise.refresh_from_db()
    assert row.enterprise.opt_out


def test_a_link_nobody_has_cannot_leave(client):
    assert client.post(reverse("surveys:leave", args=[tokens.new_token()])).status_code == 404


def test_a_telephone_interview_is_recorded_as_one(desk, wave):
    row = sample(wave, count=1)[0]

    begun = desk.post(reverse("surveys:interview", args=[row.pk]))

    token = begun.url.split("/")[2]
    key = behind(token).key
    save_page(
        key=key,
        token=token,
        page=FilledPage(section="requests", values={"asked": "no"}, language="vi"),
        now=NOW,
    )
    submit_response(key=key, token=token, now=NOW)
    assert Response.objects.get().mode == "phone"
    assert row.contacts.get().result == ContactResult.REACHED


def test_a_blind_interview_needs_the_code_of_the_letter(desk, version):
    row = sample(WaveFactory(version=version, anonymity="blind"), count=1)[0]

    begun = desk.post(reverse("surveys:interview", args=[row.pk]))

    assert begun.url == reverse("surveys:code")
    assert not AccessKey.objects.exists()


def test_the_turnout_is_downloaded_and_the_download_logged(desk, wave):
    sample(wave)

    answer = desk.get(reverse("surveys:turnout_csv", args=[wave.pk]))

    assert answer.content.decode("utf-8-sig").splitlines()[1].endswith(",3,0,0,0.0")
    assert AuditEntry.objects.filter(action="wave.turnout_csv").exists()


@pytest.mark.parametrize(("role", "sees"), [("staff", True), ("planner", False)])
def test_only_the_association_sees_which_enterprises_were_drawn(
    client, django_user_model, wave, role, sees
):
    row = sample(wave)[0]
    client.force_login(django_user_model.objects.create_user("x@y.example", role=role))

    page = client.get(reverse("surveys:sample", args=[wave.pk])).content.decode()

    assert (row.enterprise.name in page) is sees
    assert row.stratum.label in page


def test_a_stratum_named_like_a_formula_is_text_in_the_turnout(desk, wave):
    StratumFactory(wave=wave, label="=1+1")

    rows = desk.get(reverse("surveys:turnout_csv", args=[wave.pk])).content.decode("utf-8-sig")

    assert ",'=1+1," in rows


@pytest.mark.parametrize(("status", "code"), [("open", 302), ("closed", 200)])
def test_a_single_blind_response_is_shown_once_the_wave_is_closed(desk, version, status, code):
    of = WaveFactory(version=version, anonymity="blind", status=status)
    row = ResponseFactory(
        wave=of,
        version=version,
        stratum=StratumFactory(wave=of),
        is_blind=True,
        sampled=None,
        receipt_code=None,
        started_at=None,
    )

    assert desk.get(reverse("surveys:response", args=[row.pk])).status_code == code


@pytest.mark.parametrize("name", ["sample", "monitor", "flagged", "portal"])
def test_planners_meet_no_link_they_may_not_follow(client, django_user_model, wave, name):
    sample(wave)
    client.force_login(django_user_model.objects.create_user("k@tinh.example", role="planner"))

    page = client.get(reverse(f"surveys:{name}", args=[wave.pk])).content.decode()

    links = set(re.findall(r'href="(/(?:waves|sampled|responses)/[^"#?]*)"', page))
    assert links
    assert {client.get(link).status_code for link in links} == {200}
