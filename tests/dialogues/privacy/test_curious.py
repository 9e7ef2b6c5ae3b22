"""A curious reader opens every address there is: nowhere stands who raised a hidden issue.

Below, an officer of another agency, a planner, a guest and the enterprise next door try what was
promised about being seen, one test a promise (``test_c1`` to ``test_c9``).

The addresses come from the routes themselves, so that a new page is read, too; a route with an
argument this test does not know fails until somebody says what fits it.
"""

import io
import itertools
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter

from core import jobs
from core.access import Role
from core.models import OutgoingMessage
from dialogues.issues import data_files
from dialogues.issues.actions import (
    answers,
    attachments,
    editing,
    escalation,
    following,
    publication,
)
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.issues.actions.typed_drafts import keep_typed
from dialogues.models import (
    Answer,
    Attachment,
    DeadlineGround,
    Issue,
    LegalProvision,
    MinutesComment,
    Origin,
    Visibility,
)
from dialogues.notifications import links
from dialogues.sessions.actions import minutes
from dialogues.sessions.minutes_content import content
from dialogues.sessions.views import sessions as session_views
from dialogues.workflow import transitions
from dialogues.workflow.transitions import Party
from tests.dialogues import world as worlds
from tests.dialogues.files import text_pdf
from tests.dialogues.routes import ROUTES
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, ParticipantFactory, accepted, answered, filed, staff
from tests.factories.directory import DistrictFactory, EnterpriseFactory

pytestmark = pytest.mark.slow
RAISER = By(None, Party.RAISER)
HIDDEN = {
    "name": "Công ty TNHH Hoa Sen Xanh",
    "email": "lan@hoasen.example",
    "tax": "6400111222",
    "person": "Phạm Thị Lan Anh",
    "district": "Tuy Đức",
    "file": "hoa-sen-don.pdf",
}
UNNAMED = {
    "name": "Công ty TNHH Trúc Đào Tím",
    "email": "tu@trucdao.example",
    "tax": "6400333444",
    "person": "Hồ Văn Tú Tài",
    "district": "Krông Nô",
    "file": "truc-dao-don.pdf",
}
TYPED = {"text": f"{HIDDEN['name']}, {HIDDEN['person']}, {HIDDEN['tax']}: {HIDDEN['email']}"}
STRANGERS = ["anonymous", "officer_b", "enterprise_y"]
TOLD_NOTHING = [*STRANGERS, "officer_a", "planner"]


def enterprise(who):
    made = EnterpriseFactory(
        name=who["name"],
        email=who["email"],
        tax_code=who["tax"],
        district=DistrictFactory(name=who["district"]),
    )
    user = UserFactory(role=Role.ENTERPRISE, enterprise=made, full_name=who["person"])
    return made, user


def typed_by(who, text):
    """A document whose properties and enclosure say whose it is, whatever stands on its page."""
    writer = PdfWriter(text_pdf(text))
    writer.add_metadata({"/Author": who["email"], "/Subject": who["tax"]})
    writer.add_attachment(f"{who['tax']}.txt", who["email"].encode())
    out = io.BytesIO()
    writer.write(out)
    return SimpleUploadedFile("don.pdf", out.getvalue())


def raised(world, who, visibility, text, *, names_in_answer):
    """An issue with a file, assigned, answered with a file, judged, reopened."""
    made, user = enterprise(who)
    issue = accepted(
        enterprise=made,
        visibility=visibility,
        session=world.session,
        text=text,
        origin=Origin.ADVANCE if visibility == Visibility.WITHOUT_NAME else Origin.LIVE,
        speaker=who["person"],
    )
    attachments.attach(
        upload=typed_by(who, f"Đơn của {who['name']}"),
        issue=issue,
        title=who["file"],
        by=user,
        now=NOW,
    )
    officer = world.people["officer_a"]
    steps.assign(issue=issue, by=staff(), now=NOW, lead=officer.agency)
    answered(issue=issue, officer=officer)
    answer = issue.answers.get()
    addressed = who["name"] if names_in_answer else "doanh nghiệp"
    attachments.attach(
        upload=typed_by(who, f"Trả lời {addressed}"),
        answer=answer,
        title=who["file"],
        by=officer,
        now=NOW,
    )
    answers.judge(
        answer=answer,
        by=RAISER,
        is_answered=False,
        is_solved=False,
        reopen=True,
        comment="Chưa rõ",
        now=NOW + timedelta(days=3),
    )
    issue.refresh_from_db()
    return issue


@pytest.fixture(scope="module")
def build_world():
    return build


def build():
    """The small province, and raisers of whom nobody may hear."""
    world = worlds.build()
    hidden = raised(
        world,
        HIDDEN,
        Visibility.ASSOCIATION,
        "Hồ sơ xả thải bị trả lại ba lần.",
        names_in_answer=False,
    )
    unnamed = raised(
        world,
        UNNAMED,
        Visibility.WITHOUT_NAME,
        "Biển báo ở tỉnh lộ bị che.",
        names_in_answer=True,
    )
    publication.publish_issue(issue=unnamed, by=staff(), now=NOW)
    named = filed(
        by=RAISER,
        text=f"{UNNAMED['name']} xin hỏi về thuế.",
        kind="question",
        visibility=Visibility.WITHOUT_NAME,
        origin=Origin.LIVE,
        session=world.session,
        enterprise=unnamed.enterprise,
    )
    before = filed(
        by=RAISER,
        text=f"{HIDDEN['name']} xin hỏi về đất.",
        kind="question",
        visibility=Visibility.ASSOCIATION,
        origin=Origin.ADVANCE,
        session=world.session,
        enterprise=hidden.enterprise,
    )
    escalation.escalate(now=NOW + timedelta(days=90))
    MinutesComment.objects.create(
        minutes=world.session.minutes, author=world.people["officer_a"], text="Đúng", at=NOW
    )
    neighbour = world.people["enterprise_y"].enterprise
    world.guest = ParticipantFactory(session=world.session, enterprise=neighbour, name="Lê Văn Yên")
    for writer in (_raiser_of(hidden), ParticipantFactory(session=world.session)):
        keep_typed(writer=writer, values=TYPED, window="w", seen=0, now=NOW)
    world.issues |= {"secret": hidden, "unnamed": unnamed, "named": named, "before": before}
    jobs.run(data_files.order(now=NOW).pk)  # as the worker does: Parquet lies ready
    return world


def _raiser_of(issue):
    return issue.enterprise.users.get()


KEYS = {
    "attachment": lambda world: Attachment.objects.values_list("code", flat=True),
    "file": lambda world: Attachment.objects.values_list("code", flat=True),
    "edit_answer": lambda world: [world.draft.pk],
    "approve_answer": lambda world: [world.draft.pk],
    "take_back": lambda world: [world.draft.pk],
    "edit_provision": lambda world: LegalProvision.objects.values_list("pk", flat=True)[:2],
    "settle_reply": lambda _world: [1],
    "forget_filter": lambda _world: [1],
    "answer_paper": lambda world: Answer.objects.values_list("pk", flat=True),
    "decide_request": lambda world: [world.request.pk],
    "edit_ground": lambda world: DeadlineGround.objects.values_list("pk", flat=True),
    "confirm_ground": lambda world: DeadlineGround.objects.values_list("pk", flat=True),
    "name_ground": lambda world: world.issues["secret"].clocks.values_list("pk", flat=True),
    "resend": lambda world: [world.participant.pk],
    "tie_guest": lambda world: [world.participant.pk],
    "redact_addendum": lambda _world: [1],
    "reply_comment": lambda world: MinutesComment.objects.values_list("pk", flat=True),
}
FITTING = {
    "number": lambda world: [
        world.issues[name].number for name in ("secret", "unnamed", "named", "before", "plain")
    ],
    "year": lambda world: [world.session.year],
    "slot": lambda world: [world.session.slot],
    "code": lambda world: [links.hall_code(world.session)],
    "key": lambda world: [world.participant.key, world.participant.door_key, world.guest.key],
    "token": lambda world: [issue.number for issue in world.issues.values()],
    "act": lambda world: list(transitions.TABLE),
    "step": lambda world: [*session_views.STEPS, "comments", "sign"],
    "answer": lambda world: Issue.objects.filter(answers__isnull=False).values_list(
        "answers__pk", flat=True
    ),
    "form": lambda world: ["csv", "json", "parquet", "docx", "pdf"],
    "clock": lambda world: world.issues["secret"].clocks.values_list("pk", flat=True),
}
QUERIES = ["", "?export=csv", "?export=xlsx", "?q=hoa+sen+xanh"]


def addresses(world):
    for name, arguments in ROUTES.items():
        own = KEYS.get(name)
        fitting = [own if own and each in {"pk", "code"} else FITTING[each] for each in arguments]
        for values in itertools.product(*(list(fits(world)) for fits in fitting)):
            plain = reverse(f"dialogues:{name}", args=values)
            yield from (plain + query for query in (QUERIES if not arguments else QUERIES[:1]))


def said(answer) -> str:
    """Everything an answer says: heads, page, document, workbook."""
    heads = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    kind = answer.headers.get("Content-Type", "")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "pdf" in kind:
        reader = PdfReader(io.BytesIO(content))
        text = " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
        text += content.decode("latin-1")  # what lies in the file beside its pages
    elif "wordprocessing" in kind:
        parts = Document(io.BytesIO(content)).element.iter()
        text = " ".join(part.text for part in parts if part.text)
    elif "spreadsheet" in kind:
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        text = " ".join(str(cell) for row in rows for cell in row)
    else:
        text = content.decode("utf-8", "replace")
    return f"{heads} {text}".lower()


def marks(who):
    """What must not be read; a district alone may stand in a filter everybody sees."""
    return [value.lower() for key, value in who.items() if key != "district"]


@pytest.mark.parametrize("person", TOLD_NOTHING)
def test_no_address_tells_who_raised_a_hidden_issue(world, person):
    client = Client()
    if world.people[person]:
        client.force_login(world.people[person])
    secrets = marks(HIDDEN) + (marks(UNNAMED) if person in STRANGERS else [])
    told = {}
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        for address in addresses(world):
            answer = client.get(address)
            page = said(answer)
            if "?q=" in address:
                page = page.replace("hoa sen xanh", "").replace("hoa+sen+xanh", "")
            if found := [secret for secret in secrets if secret in page]:
                told[address] = found
            assert answer.status_code < 500, address
    assert told == {}


def test_a_search_for_the_name_finds_nothing_for_who_may_not_know_it(world):
    number = world.issues["secret"].number
    for person, name in (("officer_a", "my_work"), ("planner", "issues")):
        client = Client()
        client.force_login(world.people[person])
        page = client.get(reverse(f"dialogues:{name}") + "?q=hoa+sen+xanh")
        assert name == "my_work" or number not in page.content.decode()


@pytest.mark.parametrize("person", TOLD_NOTHING)
def test_words_being_typed_lead_no_stranger_to_a_hidden_issue(world, person):
    client = Client()
    if world.people[person]:
        client.force_login(world.people[person])
    typed = {"title": HIDDEN["name"], "text": "Hồ sơ xả thải bị trả lại ba lần, xin hỏi về đất."}
    for name in ("similar", "suggest"):
        page = said(client.post(reverse(f"dialogues:{name}"), typed))
        for issue in ("secret", "before", "plain"):
            assert world.issues[issue].number not in page
        assert [mark for mark in marks(HIDDEN) if mark in page] == []


def test_no_filter_tells_a_planner_where_a_hidden_raiser_is(world):
    district = world.issues["secret"].district
    client = Client()
    client.force_login(world.people["planner"])
    for query in (f"?district={district.pk}", f"?district={district.pk}&export=csv"):
        page = client.get(reverse("dialogues:issues") + query).content.decode()
        assert world.issues["secret"].number not in page
    rows = client.get(reverse("dialogues:issues") + "?export=csv").content.decode("utf-8-sig")
    line = next(row for row in rows.splitlines() if world.issues["secret"].number in row)
    assert district.name not in line


def test_no_letter_tells_who_raised_a_hidden_issue(world):
    known = [HIDDEN["email"], *(user.email for user in _staff())]
    letters = OutgoingMessage.objects.exclude(recipient__in=known)
    assert letters.filter(body__contains=world.issues["secret"].number).exists()
    for letter in letters:
        text = f"{letter.subject} {letter.body} {letter.key}".lower()
        assert [mark for mark in marks(HIDDEN) if mark in text] == [], letter.key


def _staff():
    return type(UserFactory()).objects.filter(role__in=[Role.STAFF, Role.ADMINISTRATOR])


def test_the_picture_on_the_wall_names_nobody_who_does_not_want_it(world):
    client = Client()
    client.force_login(world.people["staff"])
    page = said(client.get(reverse("dialogues:projection", args=[2026, 1])))
    for mark in marks(HIDDEN) + marks(UNNAMED):
        assert mark not in page
    assert world.issues["named"].number in page
    assert "nội dung chưa công bố" in page


def test_no_text_nobody_published_stands_on_the_wall_or_in_minutes(world):
    client = Client()
    client.force_login(world.people["staff"])
    raw = world.issues["plain"]
    Issue.objects.filter(pk=raw.pk).update(origin=Origin.LIVE, text="Câu thô chưa ai công bố.")
    wall = said(client.get(reverse("dialogues:projection", args=[2026, 1])))
    assert raw.number in wall
    client.force_login(world.people["officer_a"])
    minutes = said(client.get(reverse("dialogues:minutes", args=[2026, 1])))
    assert raw.number in minutes
    for page in (wall, minutes):
        assert "câu thô" not in page


def test_no_guest_is_named_in_minutes_to_others(world):
    name = world.participant.name.lower()
    for person in ("officer_a", "enterprise_x"):
        client = Client()
        client.force_login(world.people[person])
        for page in ("minutes", "minutes_pdf"):
            assert name not in said(client.get(reverse(f"dialogues:{page}", args=[2026, 1])))


def test_counts_of_sessions_are_of_what_is_listed(world):
    """Eight issues belong to the session; a visitor reads none of them on its page."""
    assert world.session.issues.count() > 4
    listed = said(Client().get(reverse("dialogues:sessions")))
    assert "kiến nghị</p>" not in listed.replace("\n", "")
    page = said(Client().get(world.session.get_absolute_url()))
    page = page.split('id="left-over"')[0]  # there stands what is open, whatever its session
    assert not [issue for issue in world.issues.values() if issue.number in page]


def test_the_session_in_the_address_lists_no_hidden_issue_to_a_planner(world):
    hidden = [world.issues[name].number for name in ("secret", "before", "hidden")]
    client = Client()
    client.force_login(world.people["planner"])
    for query in (f"?session={world.session.pk}", f"?session={world.session.pk}&export=csv"):
        page = said(client.get(reverse("dialogues:issues") + query))
        assert [number for number in hidden if number in page] == []
    assert world.issues["plain"].number in page


def test_no_minute_of_receipt_is_told_to_who_may_not_know_the_raiser(world):
    issue = world.issues["secret"]
    for person in ("officer_a", "planner"):
        client = Client()
        client.force_login(world.people[person])
        main = said(client.get(issue.get_absolute_url())).split("<main")[1]
        assert "02/03/2026 09:00" not in main
        assert "02/03/2026" in main
    public = said(
        Client().get(reverse("dialogues:question", args=[world.issues["unnamed"].number]))
    )
    assert "09:00" not in public.split("<main")[1]


def test_an_agency_loses_sight_of_what_turns_out_to_be_a_complaint(world):
    issue, draft = world.issues["plain"], world.draft
    client = Client()
    client.force_login(world.people["officer_a"])
    pages = [
        issue.get_absolute_url(),
        reverse("dialogues:new_answer", args=[issue.number]),
        reverse("dialogues:edit_answer", args=[draft.pk]),
        reverse("dialogues:attachment", args=[world.files["plain"].code]),
    ]
    assert [client.get(page).status_code for page in pages] == [200, 302, 200, 200]

    steps.divert(issue=issue, by=staff(), now=NOW, reason="Tố cáo cán bộ của Sở")

    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert issue.number not in said(client.get(reverse("dialogues:my_work")))
    client.force_login(world.people["planner"])
    assert client.get(issue.get_absolute_url()).status_code == 404
    client.force_login(world.people["enterprise_x"])
    assert client.get(issue.get_absolute_url()).status_code == 200
    assert not issue.clocks.running().exists()
    draft.refresh_from_db()
    assert draft.status == "dropped"


def test_an_agency_loses_sight_of_what_is_corrected_to_a_denunciation(world):
    issue = world.issues["plain"]
    editing.edit_issue(issue=issue, by=staff(), now=NOW, kind="denunciation")
    client = Client()
    client.force_login(world.people["officer_a"])
    assert client.get(issue.get_absolute_url()).status_code == 404
    assert issue.number not in said(client.get(reverse("dialogues:my_work")))


def test_few_in_the_hall_hide_the_session_of_a_hidden_issue(world):
    """One enterprise was checked in: to say that the issue was raised there would name it."""
    number = world.issues["secret"].number
    for person in ("officer_a", "planner"):
        client = Client()
        client.force_login(world.people[person])
        assert number not in client.get(world.session.get_absolute_url()).content.decode()
        minutes = client.get(reverse("dialogues:minutes", args=[2026, 1]))
        assert number not in minutes.content.decode()
        page = client.get(reverse("dialogues:issue", args=[number])).content.decode()
        assert world.session.get_absolute_url() not in page.split("<main")[1]


def test_the_association_and_the_raiser_do_read_the_name(world):
    """The search of this module finds what is there."""
    for person in ("staff",):
        client = Client()
        client.force_login(world.people[person])
        page = said(client.get(reverse("dialogues:issue", args=[world.issues["secret"].number])))
        assert HIDDEN["name"].lower() in page
        assert HIDDEN["file"] in page


CURIOUS = ["officer_b", "planner", "guest", "enterprise_y"]
SEALED = "Chúng tôi đã đưa phong bì cho ông Nguyễn Văn Sáu."


def curious(world):
    """An officer of another agency, a planner, a guest with a link, the enterprise next door."""
    for person in CURIOUS:
        client = Client()
        if user := world.people.get(person):
            client.force_login(user)
        yield person, client


def look(client, name, *args, **query):
    return client.get(reverse(f"dialogues:{name}", args=args, query=query))


def test_c1_signed_minutes_show_nobody_else_what_was_made_unreadable(world):
    issue, paper = world.issues["plain"], world.session.minutes
    Issue.objects.filter(pk=issue.pk).update(text=SEALED)
    issue.refresh_from_db()
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    later = NOW + timedelta(days=20)
    for comment in paper.comments.all():
        minutes.reply(comment=comment, text="Đã sửa.")
    minutes.sign(minutes=paper, by=staff().actor, now=later, content=content(paper))
    publication.redact(
        issue=issue, by=staff(), now=later, after="Chúng tôi đã ▇▇▇.", reason="Nêu tên cán bộ"
    )
    minutes.add_addendum(minutes=paper, text="Bổ sung danh sách.", by=staff().actor, now=later)
    guest, firm = world.participant.name.lower(), str(world.participant.enterprise).lower()
    at = (2026, 1)
    told = {}
    with time_machine.travel(later, tick=False):
        for person, client in curious(world):
            pages = [look(client, name, *at) for name in ("minutes", "minutes_document")]
            pages.append(look(client, "guest_minutes", world.guest.key))
            texts = [said(page) for page in pages if page.status_code == 200]
            told[person] = [secret for secret in ("nguyễn văn sáu", guest) if secret in str(texts)]
            assert "▇▇▇" in texts[0]
            assert "bổ sung danh sách" in texts[0]
            assert firm not in texts[0].split("<main")[1].split(issue.number)[0]  # who came
            sealed = [look(client, f"sealed_minutes{end}", *at) for end in ("", "_pdf")]
            assert {page.status_code for page in sealed} <= {302, 403, 404}, person
        staff_client = Client()
        staff_client.force_login(world.people["staff"])
        assert "nguyễn văn sáu" in said(look(staff_client, "sealed_minutes", *at))
    assert told == {person: [] for person in CURIOUS}


def test_c2_neither_place_nor_hour_nor_count_of_a_hidden_issue_is_told(world):
    hidden = [world.issues[name].number for name in ("secret", "before", "hidden")]
    for person, client in curious(world):
        pages = [
            look(client, "session", 2026, 1),
            look(client, "minutes", 2026, 1),
            look(client, "guest_questions", world.guest.key),
            look(client, "questions", session=world.session.pk),
            client.get(reverse("api-1:list_issues")),
        ]
        for page in pages:
            text = said(page).split("<main")[-1].split('id="left-over"')[0]
            assert [number for number in hidden if number in text] == [], person
        listed = look(client, "questions")
        shown = listed.context["page"].paginator.count
        assert shown == client.get(reverse("api-1:list_issues")).json()["total"] == 3
        assert "09:00" not in said(listed).split("<main")[1]
    planner = Client()
    planner.force_login(world.people["planner"])
    page = look(planner, "issues", session=world.session.pk)
    assert page.context["listing"].page.paginator.count == len(page.context["listing"].page)


def test_c3_a_published_issue_found_to_be_a_complaint_is_gone_for_everybody_else(world):
    issue = world.issues["plain"]
    steps.add_agency(
        issue=issue, by=staff(), now=NOW, agency=world.people["officer_b"].agency, days=5
    )
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    files = [reverse("dialogues:attachment", args=[world.files["plain"].code])]
    pages = [reverse("dialogues:question", args=[issue.number]), issue.get_absolute_url()]
    before = {client.get(pages[0]).status_code for _person, client in curious(world)}
    assert before == {200}

    steps.divert(issue=issue, by=staff(), now=NOW, reason="Tố cáo cán bộ")

    for person, client in curious(world):
        for page in [*pages, *files]:
            assert client.get(page).status_code in {302, 404}, (person, page)
        for name in ("questions", "feed", "sessions"):
            assert issue.number not in said(look(client, name))
        assert issue.number not in said(look(client, "open_data", "csv"))
        assert issue.number not in said(look(client, "session", 2026, 1))


def test_c4_the_form_for_a_new_link_answers_everybody_the_same(world, monkeypatch):
    monkeypatch.setattr(following, "async_task", lambda *_args, **_order: None)
    issue = world.issues["secret"]
    url = reverse("dialogues:new_link")
    for person, client in curious(world):
        pages = []
        for number, email in (
            (issue.number, HIDDEN["email"]),
            (issue.number, "la@example.test"),
            ("2026-999999", HIDDEN["email"]),
        ):
            answer = client.post(url, {"number": number, "email": email}, follow=True)
            page = answer.content.decode().split("<main")[1]
            page = re.sub(r'value="\w{64}"', "", page)
            pages.append((answer.status_code, answer.redirect_chain, page))
        assert pages[0] == pages[1] == pages[2], person


def test_c5_nobody_else_reads_what_staff_compare_for_a_claim(world):
    asker = UserFactory(
        role=Role.ENTERPRISE, enterprise=None, approved_at=None, claimed_tax_code=HIDDEN["tax"]
    )
    for person, client in curious(world):
        for name in ("sign_up", "user"):
            answer = client.get(reverse(f"accounts:{name}", args=[asker.pk]))
            assert answer.status_code in {302, 403, 404}, person
            assert HIDDEN["email"] not in said(answer)
    stranger = Client()
    stranger.force_login(asker)
    for name in ("profile", "my_data", "waiting"):
        page = said(stranger.get(reverse(f"accounts:{name}"), follow=True))
        assert [mark for mark in marks(HIDDEN) if mark in page and mark != HIDDEN["tax"]] == []


def test_c6_no_document_says_by_its_properties_whose_it_is(world):
    """Of each that somebody else may open, the name on its page aside."""
    opened = 0
    for file in Attachment.objects.filter(title__in=[HIDDEN["file"], UNNAMED["file"]]):
        with file.file.open() as kept:
            assert HIDDEN["email"].encode() not in kept.read()
        for person, client in [*curious(world), ("officer_a", officer_client(world))]:
            answer = look(client, "attachment", file.code)
            opened += answer.status_code == 200
            text = said(answer)
            for who in (HIDDEN, UNNAMED):
                assert [who[k] for k in ("email", "tax") if who[k] in text] == [], person
    assert opened > 0


def officer_client(world):
    client = Client()
    client.force_login(world.people["officer_a"])
    return client


def test_c7_unsent_words_are_asked_for_in_no_address(world):
    for person, client in [*curious(world), ("officer_a", officer_client(world))]:
        for name in ("similar", "suggest"):
            answer = look(client, name, text="Hồ sơ xả thải bị trả lại ba lần.")
            assert answer.status_code != 200, (person, name)
        for address in (reverse("dialogues:raise"), links.hall_path(world.session)):
            page = client.get(address).content.decode()
            assert "hx-get" not in page


def test_c8_what_was_withdrawn_and_a_name_taken_away_are_gone_for_everybody_else(world):
    named = accepted(enterprise=world.issues["unnamed"].enterprise, text="Xin hỏi về thuế đất.")
    publication.publish_issue(issue=named, by=staff(), now=NOW)
    editing.take_name_away(issue=named, by=RAISER, now=NOW)
    gone = world.issues["unnamed"]
    steps.withdraw(issue=gone, by=RAISER, now=NOW + timedelta(days=3))
    for person, client in curious(world):
        page = look(client, "question", named.number)
        lists = [said(look(client, name)) for name in ("questions", "feed")]
        lists.append(said(client.get(reverse("api-1:list_issues"))))
        assert (page.status_code, named.number in lists[0]) == (200, True)
        for text in [said(page), *lists]:
            assert UNNAMED["name"].lower() not in text, person
            assert gone.number not in text, person
        assert look(client, "question", gone.number).status_code in {404, 410}


def test_c8_forms_say_who_will_read_the_name(world):
    neighbour, guest = Client(), Client()
    neighbour.force_login(world.people["enterprise_y"])
    pages = [
        look(neighbour, "raise"),
        look(neighbour, "advance_questions", 2026, 1),
        look(guest, "guest_questions", world.guest.key),
    ]
    told = [page for page in pages if "<form" in said(page) and "visibility" in said(page)]
    assert told
    for page in told:
        assert "cơ quan xử lý và cán bộ kế hoạch của tỉnh biết tên" in said(page)
    log = said(look(neighbour, "log_request"))
    assert "cán bộ kế hoạch của tỉnh đọc được ghi nhận này kèm tên doanh nghiệp" in log


def test_c9_the_notice_says_what_the_law_wants_and_consents_are_for_oneself(world):
    for person, client in curious(world):
        page = said(client.get(reverse("accounts:privacy")))
        for words in (
            "về người dự phiên đối thoại",  # attendance
            "được giữ cùng hồ sơ phiên",  # time limits
            "theo hợp đồng và chỉ theo yêu cầu",  # processors
            "có thể khiếu nại đến cơ quan chuyên trách",  # where to complain
            "luật 91/2025/qh15 (hiệu lực từ ngày 01/01/2026)",
            "thông báo này là phiên bản",
        ):
            assert words in page, (person, words)
        data = client.get(reverse("accounts:my_data"), follow=True)
        assert [mark for mark in marks(HIDDEN) + marks(UNNAMED) if mark in said(data)] == []
