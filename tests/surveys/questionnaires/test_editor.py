"""The editor, as plain forms without a script."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.access import Role
from core.models import AuditEntry
from surveys.instrument import loading
from surveys.instrument.xlsform import export_xlsform
from surveys.models import QuestionnaireVersion, TrendSignature
from surveys.questionnaires.actions import lifecycle
from tests.factories.accounts import UserFactory
from tests.factories.pci import CriterionInEditionFactory, EditionFactory
from tests.surveys.instrument.documents import data, pci_2018, question
from tests.surveys.instrument.test_xlsform import HEAD, workbook
from tests.surveys.questionnaires.test_lifecycle import NOW, draft, published, reworded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def staff(client):
    user = UserFactory(role=Role.STAFF)
    client.force_login(user)
    return user


def at(name, *arguments):
    return reverse(f"surveys:{name}", args=arguments)


def fields_of(page):
    """Read the form of a page as a browser would send it back."""
    form = page.context["form"]
    sent = {
        bound.html_name: bound.value()
        for each in [form, *(f for s in page.context.get("sets", {}).values() for f in s)]
        for bound in each
    }
    for each in page.context.get("sets", {}).values():
        sent |= {bound.html_name: bound.value() for bound in each.management_form}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def names(version):
    version.refresh_from_db()
    return [
        [question["name"] for question in section["questions"]]
        for section in version.document["sections"]
    ]


def test_a_questionnaire_is_written_from_nothing_to_publication(client):
    client.post(at("new_questionnaire"), {"name": "moi", "title_vi": "Mới", "title_en": "New"})
    version = QuestionnaireVersion.objects.get()
    client.post(
        at("new_section", version.pk), {"name": "trang", "title_vi": "Trang", "title_en": "Page"}
    )
    page = client.get(at("new_question", version.pk, "trang"))
    sent = fields_of(page) | {
        "name": "hoi", "kind": "single", "text_vi": "Hỏi?", "text_en": "Asked?",
        "choices-0-code": "co", "choices-0-text_vi": "Có", "choices-0-text_en": "Yes",
        "choices-1-code": "na", "choices-1-text_vi": "Khác", "choices-1-text_en": "Other",
        "choices-1-missing": "na", "choices-1-exclusive": "on",
    }  # fmt: skip
    client.post(at("new_question", version.pk, "trang"), sent)
    client.post(at("publish_version", version.pk), {"note": "lần đầu"})

    version.refresh_from_db()
    asked = loading.load(version.document).question("hoi")
    assert version.is_published
    assert [(c.code, c.missing, c.exclusive) for c in asked.choices] == [
        ("co", None, False),
        ("na", "na", True),
    ]


def test_a_filter_and_its_attributes_are_written_and_survive_being_opened(client):
    version = draft(data(question("one", "single"), question("q", "single")))
    page = client.get(at("edit_question", version.pk, "q"))
    sent = fields_of(page) | {
        "choice_filter": "region = ${one} or name = 'a'",
        "choices-1-attributes": "region = b; level=2", "choices-2-attributes": "region = c",
    }  # fmt: skip
    client.post(at("edit_question", version.pk, "q"), sent)
    again = client.get(at("edit_question", version.pk, "q"))
    client.post(at("edit_question", version.pk, "q"), fields_of(again))

    version.refresh_from_db()
    asked = loading.load(version.document).question("q")
    assert asked.choice_filter.source == "region = ${one} or name = 'a'"
    assert [dict(choice.attributes) for choice in asked.choices] == [
        {}, {"level": "2", "region": "b"}, {"region": "c"},
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["region", "= x", "name = x", "a-b = x"])
def test_attributes_that_cannot_be_read_are_refused(client, written):
    version = draft(data(question("q", "single")))
    page = client.get(at("edit_question", version.pk, "q"))

    answer = client.post(
        at("edit_question", version.pk, "q"),
        fields_of(page) | {"choices-0-attributes": written},
    )

    assert answer.status_code == 200
    assert answer.context["sets"]["choices"].forms[0].errors["attributes"]


def test_opening_and_saving_every_question_of_2018_changes_nothing(client):
    version = draft(pci_2018())

    for each in loading.load(pci_2018()).questions():
        page = client.get(at("edit_question", version.pk, each.name))
        answer = client.post(at("edit_question", version.pk, each.name), fields_of(page))
        assert answer.status_code == 302, each.name
    for name in ("edit_section", "edit_contradiction"):
        key = {"edit_section": "sections", "edit_contradiction": "contradictions"}[name]
        for part in pci_2018()[key]:
            address = at(name, version.pk, part["name"])
            assert client.post(address, fields_of(client.get(address))).status_code == 302
    for rule in pci_2018()["criteria"]:
        with_names = {"criterion": rule["criterion"]}
        address = at("edit_criterion", version.pk, rule["criterion"])
        sent = fields_of(client.get(address)) | with_names
        assert client.post(address, sent).status_code == 302

    version.refresh_from_db()
    assert loading.load(version.document) == loading.load(pci_2018())


def test_a_renamed_question_keeps_its_conditions(client):
    version = draft(pci_2018())
    address = at("edit_question", version.pk, "asked")

    client.post(address, fields_of(client.get(address)) | {"name": "requested"})

    version.refresh_from_db()
    changed = loading.load(version.document)
    assert changed.question("received").relevance.source == "${requested} = 'yes'"
    assert [r.where.source for r in changed.criteria if r.criterion == "info_received"] == [
        "${requested} = 'yes'"
    ]


def test_what_was_typed_stays_when_it_cannot_be_kept(client):
    version = draft(pci_2018())
    address = at("edit_question", version.pk, "days")
    sent = fields_of(client.get(address))

    for change, told in [
        ({"name": "1st"}, "1st"),
        ({"name": "asked"}, ""),
        ({"relevance": "${asked} <<"}, "&lt;&lt;"),
        ({"constraints-0-expression": ". >="}, ". &gt;="),
    ]:
        page = client.post(address, sent | change)
        assert page.status_code == 200
        assert told in page.content.decode()
        assert "ngày làm việc" in page.content.decode()
    version.refresh_from_db()
    assert version.document == pci_2018()


def test_parts_move_within_pages_and_across_them(client):
    version = draft(
        data(
            sections=[
                {"name": "s1", "title": {"vi": "1"}, "questions": [question("a"), question("b")]},
                {"name": "s2", "title": {"vi": "2"}, "questions": [question("c")]},
            ]
        )
    )

    def move(kind, name, step):
        client.post(at("move_part", version.pk, kind, name), {"step": step})
        return names(version)

    assert move("question", "a", "down") == [["b", "a"], ["c"]]
    assert move("question", "a", "down") == [["b"], ["a", "c"]]
    assert move("question", "a", "up") == [["b", "a"], ["c"]]
    assert move("question", "b", "up") == [["b", "a"], ["c"]]
    assert move("section", "s2", "up") == [["c"], ["b", "a"]]
    assert move("section", "s2", "up") == [["c"], ["b", "a"]]
    assert move("question", "gone", "up") == [["c"], ["b", "a"]]


def test_deleting_asks_first_and_says_what_goes_with_it(client):
    version = draft(pci_2018())
    address = at("delete_part", version.pk, "section", "requests")

    assert "5" in client.get(address).content.decode()
    assert len(names(version)) == 10
    client.post(address)
    client.post(at("delete_part", version.pk, "question", "comment"))
    client.post(at("delete_part", version.pk, "criterion", "legal"))
    client.post(at("delete_part", version.pk, "contradiction", "qa_without_visit"))

    assert len(names(version)) == 9
    assert names(version)[-1] == []
    assert "legal" not in [rule["criterion"] for rule in version.document["criteria"]]
    check = client.get(at("check_version", version.pk))
    assert any("asked" in remark.sentence for remark in check.context["remarks"])


def test_a_published_version_is_shown_but_not_changed(client):
    version = published(pci_2018())
    page = client.get(at("version", version.pk)).content.decode()

    client.post(at("edit_title", version.pk), {"title_vi": "x", "version": "2", "languages": "vi"})
    client.post(at("move_part", version.pk, "question", "asked"), {"step": "down"})
    client.post(at("discard_version", version.pk))

    assert at("edit_question", version.pk, "asked") not in page
    assert QuestionnaireVersion.objects.get().document == pci_2018()


def test_a_draft_with_faults_is_not_published_and_leads_to_each(client):
    version = draft(data(question("q", relevance="${gone} = 1"), question("r", text={"vi": "R"})))

    page = client.post(at("publish_version", version.pk), {"note": ""})
    check = client.get(at("check_version", version.pk))

    assert page.status_code == 200
    version.refresh_from_db()
    assert not version.is_published
    assert at("edit_question", version.pk, "q") in check.content.decode()


def test_a_new_version_compares_and_takes_a_signature(client, staff):
    first, second = reworded()
    address = at("compare_versions", second.pk, first.pk)

    page = client.get(address)
    trends = {trend.code: trend for trend in page.context["trends"]}
    assert (trends["relationship"].change, trends["legal"].change) == ("worded", "same")
    refused = client.post(address, {"criterion": "relationship", "reason": ""})
    assert refused.status_code == 200
    client.post(address, {"criterion": "relationship", "reason": "chỉ sửa dấu câu"})

    assert TrendSignature.objects.get().signed_by == staff
    assert "chỉ sửa dấu câu" in client.get(address).content.decode()


def test_one_draft_at_a_time(client):
    version = published(pci_2018())

    client.post(at("new_version", version.questionnaire_id))
    client.post(at("new_version", version.questionnaire_id))

    assert list(QuestionnaireVersion.objects.values_list("number", flat=True)) == [2, 1]
    client.post(at("discard_version", QuestionnaireVersion.objects.get(number=2).pk))
    assert QuestionnaireVersion.objects.count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", ["phone", "desk"])
def test_every_page_is_previewed_in_both_languages_and_widths(client, language, width):
    version = draft(pci_2018())

    for section in pci_2018()["sections"]:
        address = at("preview_section", version.pk, section["name"])
        page = client.get(address, {"language": language, "width": width}).content.decode()
        assert f"preview--{width}" in page
        assert section["title"][language] in page
        assert all(f"q-{each['name']}" in page for each in section["questions"])


def test_a_faulty_draft_is_not_previewed_but_checked(client):
    version = draft(data(question("q", relevance="${gone} = 1")))

    assert client.get(at("preview", version.pk))["Location"] == at("check_version", version.pk)
    assert client.get(at("download_form", version.pk))["Location"] == at(
        "check_version", version.pk
    )


def upload(client, content, **more):
    file = SimpleUploadedFile("form.xlsx", content)
    return client.post(at("import_form"), {"file": file, **more})


def test_an_xlsform_goes_out_and_comes_back(client):
    version = draft(pci_2018())

    content = client.get(at("download_form", version.pk)).content
    upload(client, content, name="khac")

    made = QuestionnaireVersion.objects.get(questionnaire__name="khac")
    assert made.document == pci_2018()


def test_what_an_xlsform_would_lose_is_listed_and_must_be_accepted(client):
    content = workbook([HEAD, ["text", "a", "A"], ["geopoint", "where", "Ở đâu?"]])

    page = upload(client, content)
    assert re.search(r"geopoint", page.content.decode())
    assert not QuestionnaireVersion.objects.exists()
    upload(client, content, accept_losses="on", name="thu")

    assert QuestionnaireVersion.objects.get().document["sections"][0]["questions"][0]["name"] == "a"


def test_a_wrong_xlsform_keeps_nothing(client):
    for content in (workbook([HEAD, ["text", "a", "A", None, "${b} <<< ("]]), b"text"):
        assert upload(client, content, accept_losses="on").status_code == 200
    assert not QuestionnaireVersion.objects.exists()


def test_an_import_into_a_questionnaire_with_a_draft_is_refused(client):
    version = draft(pci_2018())
    content = export_xlsform(loading.load(pci_2018()))

    page = upload(client, content, name=version.questionnaire.name)

    assert page.context["form"].errors["name"]
    assert QuestionnaireVersion.objects.count() == 1


def test_parts_that_are_not_there_are_not_found(client):
    version = draft(pci_2018())

    for name, arguments in [
        ("edit_section", ["gone"]), ("edit_question", ["gone"]), ("new_question", ["gone"]),
        ("edit_criterion", ["gone"]), ("edit_contradiction", ["gone"]),
        ("preview_section", ["gone"]), ("delete_part", ["section", "gone"]),
        ("compare_versions", [99]),
    ]:  # fmt: skip
        assert client.get(at(name, version.pk, *arguments)).status_code == 404, name


@pytest.mark.parametrize("role", [Role.PLANNER, Role.OFFICER, Role.ENTERPRISE])
def test_only_staff_edit(client, role):
    version = draft(pci_2018())
    client.force_login(UserFactory(role=role))

    assert client.get(at("questionnaires")).status_code == 403
    assert client.get(at("version", version.pk)).status_code == 403


@pytest.mark.parametrize("versions", [1, 3])
def test_the_list_costs_the_same_for_any_length(client, versions, django_assert_num_queries):
    version = published(pci_2018())
    for _ in range(versions - 1):
        made = lifecycle.begin_version(questionnaire=version.questionnaire, by=None, now=NOW)
        lifecycle.publish_version(version=made, note="", by=None, now=NOW)
    client.get(at("questionnaires"))

    with django_assert_num_queries(4):
        page = client.get(at("questionnaires"))

    assert page.content.count(b'<th scope="row">') == versions


def test_a_third_language_is_added_written_and_never_dropped(client):
    version = draft(data(question("one", "single"), question("q")))
    titled = fields_of(client.get(at("edit_title", version.pk)))
    assert "title_ko" not in titled
    client.post(
        at("edit_title", version.pk), titled | {"asked_in": ["vi", "en", "ko"], "more": "pt_br"}
    )
    version.refresh_from_db()
    assert version.document["languages"] == ["vi", "en", "ko", "pt-BR"]
    labels = client.get(at("edit_title", version.pk)).content.decode()
    assert "Tên (Tiếng Hàn)" in labels
    assert "Tên (Português Brasileiro)" in labels  # no word of ours: as its speakers call it

    page = client.get(at("edit_question", version.pk, "one"))
    korean = {"text_ko": "하나?", "text_pt-BR": "Um?", "choices-0-text_ko": "가"}
    client.post(at("edit_question", version.pk, "one"), fields_of(page) | korean)
    titled = fields_of(client.get(at("edit_title", version.pk)))
    client.post(at("edit_title", version.pk), titled | {"asked_in": ["en", "vi"], "more": ""})
    page = client.get(at("edit_question", version.pk, "one"))
    client.post(at("edit_question", version.pk, "one"), fields_of(page) | {"text_vi": "Một?"})

    version.refresh_from_db()
    assert version.document["languages"] == ["vi", "en"]
    asked = version.document["sections"][0]["questions"][0]
    assert asked["text"] == {"vi": "Một?", "en": "one (en)", "ko": "하나?", "pt-BR": "Um?"}
    assert asked["choices"][0]["text"] == {"vi": "a", "en": "a (en)", "ko": "가"}


def test_a_word_is_no_code_of_a_language(client):
    version = draft(data(question("q")))
    titled = fields_of(client.get(at("edit_title", version.pk)))
    refused = client.post(at("edit_title", version.pk), titled | {"more": "Korean"})
    assert "“Korean” không phải là mã ngôn ngữ" in refused.content.decode()
    none = client.post(at("edit_title", version.pk), titled | {"asked_in": []})
    assert "cần ít nhất một ngôn ngữ" in none.content.decode()


def test_the_preview_and_the_outline_speak_any_language(client):
    document = data(question("q", text={"ko": "질문", "fr": "Quoi ?"}))
    document |= {"languages": ["ko", "fr"], "title": {"ko": "제목", "fr": "Titre"}}
    document["sections"][0]["title"] = {"ko": "쪽", "fr": "Page"}
    version = draft(document)
    assert "질문" in client.get(at("version", version.pk)).content.decode()
    page = client.get(at("preview", version.pk)).content.decode()
    assert "한국어" in page
    assert "질문" in page
    assert "Quoi ?" in client.get(at("preview", version.pk) + "?language=fr").content.decode()


@pytest.fixture
def basket():
    edition = EditionFactory(year=2017)
    for code in ("planning", "legal"):
        CriterionInEditionFactory(
            edition=edition,
            criterion__code=code,
            criterion__name_vi=f"Tên {code}",
            wording_vi=f"Tiếp cận {code}",
            measure="mean",
        )


def test_outline_and_form_say_conditions_in_words_and_quote_the_index(client, basket):
    rule = {"criterion": "planning", "measure": "mean", "items": ["rated"]}
    asked = question("met", "single", text={"vi": "Có gặp?", "en": "Met?"})
    rated = question("rated", "scale", relevance="${met} = 'a'")
    version = draft(data(asked, rated, criteria=[rule]))
    outline = client.get(at("version", version.pk)).content.decode()
    form = client.get(at("edit_question", version.pk, "rated")).content.decode()
    preview = client.get(at("preview", version.pk)).content.decode()

    assert "hỏi khi “Có gặp?” là “a”" in outline
    for page in (form, preview):
        assert "Hỏi khi “Có gặp?” là “a”." in page
    for page in (outline, form):
        assert "PCI 2017" in page
        assert "Tiếp cận planning" in page
        assert "Tiếp cận legal" not in page


def test_a_criterion_without_a_question_waits_for_a_signature(client, basket):
    rule = {"criterion": "planning", "measure": "mean", "items": ["rated"]}
    version = draft(data(question("rated", "scale"), criteria=[rule]))
    check = client.get(at("check_version", version.pk)).content.decode()
    assert "Không có câu hỏi nào đo tiêu chí “Tên legal”." in check
    assert at("new_criterion", version.pk) in check
    assert "cần sửa hoặc ký lý do trước khi công bố" in check
    publish = at("publish_version", version.pk)

    assert "có thể không có câu hỏi?</label>" in client.get(publish).content.decode()
    client.post(publish, {"note": "", "unmeasured_because": " "})
    version.refresh_from_db()
    assert not version.is_published
    client.post(publish, {"note": "", "unmeasured_because": "Không hỏi năm nay"})

    version.refresh_from_db()
    assert version.is_published
    logged = AuditEntry.objects.get(action="questionnaire.publish")
    assert (logged.reason, logged.details["unmeasured"]) == ("Không hỏi năm nay", ["legal"])
    check = client.get(at("check_version", version.pk)).content.decode()
    assert "trước khi công bố" not in check


def test_a_question_is_seen_while_it_is_written_and_nothing_is_kept(client):
    version = draft(data(question("q")))
    sent = fields_of(client.get(at("edit_question", version.pk, "q")))
    typed = {"kind": "single", "text_vi": "Chào ${ten}, **chọn**?", "relevance": "${gone} = 1"}
    choices = {"choices-0-code": "co", "choices-0-text_vi": "Có", "choices-0-text_en": "Yes"}

    page = client.post(at("try_question", version.pk), sent | typed | choices).content.decode()
    assert "Chào …, <strong>chọn</strong>?" in page
    assert "Hỏi khi ${gone} = 1." in page
    assert "Yes" in page
    empty = client.post(at("try_question", version.pk), sent | typed).content.decode()
    assert "Chưa đầy đủ" in empty
    version.refresh_from_db()
    assert version.document["sections"][0]["questions"][0]["kind"] == "text"
