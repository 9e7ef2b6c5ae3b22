"""One small province: two agencies, two enterprises, a session, and issues in every state."""

from dataclasses import dataclass
from datetime import timedelta

from core.access import Role
from dialogues.issues.actions import answers, attachments, information_requests, publication
from dialogues.models import (
    Answer,
    Attachment,
    InformationRequest,
    Issue,
    Participant,
    Session,
    Visibility,
)
from dialogues.sessions.actions import door, minutes, sessions
from dialogues.sessions.minutes_content import content
from tests.dialogues.files import pdf_upload
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    SessionFactory,
    answered,
    assigned,
    filed,
    officer_of,
    staff,
)
from tests.factories.directory import AgencyFactory, DistrictFactory, EnterpriseFactory


@dataclass
class World:
    people: dict
    session: Session
    issues: dict[str, Issue]
    draft: Answer
    files: dict[str, Attachment]
    participant: Participant
    request: InformationRequest


def build() -> World:
    agency_a = AgencyFactory(name_vi="Sở A", email="a@example.test")
    agency_b = AgencyFactory(name_vi="Sở B", email="b@example.test")
    district = DistrictFactory(name="Đắk Mil")
    x = EnterpriseFactory(name="Công ty Xuân Mai", email="x@example.test", district=district)
    y = EnterpriseFactory(name="Hợp tác xã Yên Sơn", email="y@example.test", district=district)
    people = {
        "anonymous": None,
        "staff": UserFactory(role=Role.STAFF),
        "planner": UserFactory(role=Role.PLANNER),
        "administrator": UserFactory(role=Role.ADMINISTRATOR),
        "officer_a": officer_of(agency_a, is_head=True),
        "officer_b": officer_of(agency_b),
        "enterprise_x": UserFactory(role=Role.ENTERPRISE, enterprise=x),
        "enterprise_y": UserFactory(role=Role.ENTERPRISE, enterprise=y),
    }
    session = SessionFactory(year=2026, quarter=1)
    session.agencies.add(agency_a)
    sessions.open_registration(session=session)
    sessions.start(session=session)
    sessions.close(session=session, now=NOW + timedelta(days=3))
    participant = ParticipantFactory(session=session, enterprise=x, name="Trần Thị Xuân")
    door.check_in(participant=participant, by=people["staff"], now=NOW, from_list=True)
    found = {
        "plain": assigned(lead=agency_a, enterprise=x, session=session),
        "without_name": assigned(
            lead=agency_a, enterprise=x, visibility=Visibility.WITHOUT_NAME, session=session
        ),
        "hidden": assigned(
            lead=agency_a, enterprise=x, visibility=Visibility.ASSOCIATION, session=session
        ),
        "of_b": assigned(lead=agency_b, enterprise=y),
        "new": filed(enterprise=x),
        "law": filed(
            enterprise=x, kind="denunciation", text="Chúng tôi tố cáo cán bộ nhận hối lộ."
        ),
    }
    for name in ("without_name",):
        publication.publish_issue(issue=found[name], by=staff(), now=NOW)
    done = answered(lead=agency_a, enterprise=x, effect="explained")
    publication.publish_issue(issue=done, by=staff(), now=NOW)
    found["answered"] = done
    draft = answers.save_draft(
        issue=found["plain"],
        author=people["officer_a"],
        now=NOW,
        effect="solved",
        text="Bản thảo nội bộ chưa gửi.",
    )
    answers.add_note(
        issue=found["plain"],
        author=people["officer_a"],
        agency=agency_a,
        text="Ghi chú nội bộ của Sở A",
        now=NOW,
    )
    answers.add_note(
        issue=found["plain"], author=people["staff"], text="Ghi chú của Hiệp hội", now=NOW
    )
    raiser = people["enterprise_x"]
    files = {
        name: attachments.attach(
            upload=pdf_upload(), issue=found[name], title="xuan-mai.pdf", by=raiser, now=NOW
        )
        for name in ("plain", "hidden", "without_name")
    }
    paper = session.minutes
    minutes.write(minutes=paper, chair="Chủ tịch Hiệp hội", secretary="Thư ký")
    minutes.open_comments(minutes=paper, now=NOW + timedelta(days=4))
    assert content(paper)["attendance"]["people"] == 1
    request = information_requests.log(
        enterprise=x,
        agency=agency_a,
        subject="Bản đồ quy hoạch sử dụng đất",
        requested_on=NOW.date(),
        by=people["staff"],
        now=NOW,
    )
    return World(people, session, found, draft, files, participant, request)
