"""Many invented issues: some written one by one, the others copied by the database itself."""

import random
from typing import Any

WRITTEN = 10_000  # the rest is copied
SUBJECTS = ["quy hoạch sử dụng đất", "hoàn thuế giá trị gia tăng", "hồ sơ mời thầu", "giấy phép"]
SUBJECTS += ["dự toán ngân sách", "trang thông tin điện tử", "đăng ký kinh doanh", "giao thông"]
ENDINGS = ["chậm hơn thời hạn", "không được trả lời", "mỗi nơi áp dụng khác nhau", "đề nghị sửa"]
PLACES = ["Đắk Mil", "Cư Jút", "Gia Nghĩa", "Krông Nô", "Tuy Đức", "Đắk Song"]


def fill(count: int) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from accounts.models import User  # noqa: PLC0415 -- after setup
    from core.access import Role  # noqa: PLC0415 -- after setup
    from directory.models import Agency, District, Enterprise  # noqa: PLC0415 -- after setup
    from pci.models import Criterion  # noqa: PLC0415 -- after setup

    rng = random.Random(7)  # noqa: S311 -- invented data
    now = timezone.now()
    for number in range(20):
        Agency.objects.create(code=f"bench-{number}", name_vi=f"Sở {number}", kind="department")
        Criterion.objects.create(code=f"bench-{number}", name_vi=f"Tiêu chí {number}", name_en="c")
    for number, name in enumerate(PLACES):
        District.objects.create(code=f"bench-{number}", name=name)
    district = District.objects.get(code="bench-0")
    Enterprise.objects.bulk_create(
        Enterprise(
            tax_code=f"99{number:08d}",
            name=f"Công ty {number}",
            legal_type="llc_one",
            sector="G",
            size="small",
            district=district,
        )
        for number in range(500)
    )
    made = min(count, WRITTEN)
    _issues(made, rng, now, minutes=20 * count // made)
    for part in range(1, count // made):
        _copy(part)
    _set_counters()
    enterprise = Enterprise.objects.order_by("pk").first()
    agency = Agency.objects.get(code="bench-1")
    users: dict[str, dict[str, Any]] = {
        "staff": {"role": Role.STAFF},
        "planner": {"role": Role.PLANNER},
        "officer": {"role": Role.OFFICER, "agency": agency},
        "enterprise": {"role": Role.ENTERPRISE, "enterprise": enterprise},
    }
    return {
        name: User.objects.create_user(f"{name}@bench.example", approved_at=now, **fields)
        for name, fields in users.items()
    }


def _issues(count: int, rng: random.Random, now: Any, *, minutes: int) -> None:
    from datetime import timedelta  # noqa: PLC0415 -- beside its only use

    from django.utils.timezone import localdate  # noqa: PLC0415 -- after setup

    from dialogues.models import Answer, Clock, Issue, IssueText, Scope, Verdict  # noqa: PLC0415
    from dialogues.search.index import fold, text_pk, words  # noqa: PLC0415 -- after setup
    from directory.models import Agency, District, Enterprise  # noqa: PLC0415 -- after setup
    from pci.models import Criterion  # noqa: PLC0415 -- after setup

    agencies, criteria = list(Agency.objects.all()), list(Criterion.objects.all())
    districts, enterprises = list(District.objects.all()), list(Enterprise.objects.all())
    sessions = _sessions(now)
    states = ["closed"] * 88 + ["assigned"] * 6 + ["committed"] * 3 + ["answered"] * 3
    from accounts.models import User  # noqa: PLC0415 -- after setup

    author = User.objects.create_user("author@bench.example", role="staff")
    for begin in range(0, count, 5000):
        rows = []
        for number in range(begin, min(begin + 5000, count)):
            at = now - timedelta(minutes=minutes * (count - number))
            subject, ending, place = (rng.choice(x) for x in (SUBJECTS, ENDINGS, PLACES))
            session = sessions[number % len(sessions)]
            title = f"{subject.capitalize()} tại {place} {ending}"
            district = rng.choice(districts)
            rows.append(
                Issue(
                    number=f"{2000 + number // 9999}-{number % 9999:04d}",
                    origin="online",
                    enterprise=rng.choice(enterprises),
                    kind="difficulty",
                    title=title,
                    text=f"{title}. Doanh nghiệp số {number} đề nghị cơ quan xem xét, trả lời.",
                    criterion=rng.choice(criteria),
                    district=district,
                    public_district=district,
                    session=session,
                    public_session=session,
                    visibility="public",
                    state=rng.choice(states),
                    lead=rng.choice(agencies),
                    due_on=localdate(at) + timedelta(days=14),
                    received_at=at,
                    published_at=at,
                )
            )
        made = Issue.objects.bulk_create(rows, batch_size=1000)
        texts = []
        for issue in made:
            exact = " ".join(words(f"{issue.number} {issue.title} {issue.text}"))
            texts += [
                IssueText(
                    pk=text_pk(issue.pk, Scope(scope)),
                    issue=issue,
                    scope=scope,
                    exact=exact,
                    folded=fold(exact),
                )
                for scope in ("public", "desk")
            ]
        IssueText.objects.bulk_create(texts, batch_size=1000)
        Clock.objects.bulk_create(
            (
                Clock(
                    issue=issue,
                    agency=issue.lead,
                    role="lead",
                    started_on=localdate(issue.received_at),
                    taken_on=localdate(issue.received_at),
                    working_days=10,
                    due_on=issue.due_on or localdate(now),
                    replied_at=None if issue.state == "assigned" else issue.received_at,
                    stopped_at=issue.received_at if issue.state in {"closed", "answered"} else None,
                    worked_days=rng.randint(1, 15),
                )
                for issue in made
            ),
            batch_size=1000,
        )
        sent = Answer.objects.bulk_create(
            (
                Answer(
                    issue=issue,
                    agency=issue.lead,
                    effect="explained",
                    text="Sở trả lời như sau.",
                    status="published",
                    author=author,
                    written_at=issue.received_at,
                    published_at=issue.received_at,
                )
                for issue in made
                if issue.state in {"closed", "answered"}
            ),
            batch_size=1000,
        )
        Verdict.objects.bulk_create(
            (
                Verdict(
                    answer=answer,
                    issue=answer.issue,
                    is_answered=rng.random() < 0.7,
                    is_solved=rng.random() < 0.4,
                    at=answer.published_at,
                )
                for answer in sent[::3]
            ),
            batch_size=1000,
        )


def _sessions(now: Any) -> list[Any]:
    """Those of the five years before, held."""
    from datetime import timedelta  # noqa: PLC0415 -- beside its only use

    from dialogues.models import Session  # noqa: PLC0415 -- after setup

    return [
        Session.objects.create(
            year=now.year - 1 - back // 4,
            quarter=4 - back % 4,
            starts_at=now - timedelta(days=365 + 91 * back),
            ends_at=now - timedelta(days=365 + 91 * back) + timedelta(hours=3),
            status="held",
        )
        for back in range(20)
    ]


def _copy(part: int) -> None:
    """Repeat what was written: the same days and words under other numbers."""
    from dialogues.models import Answer, Clock, Issue, IssueText, Verdict  # noqa: PLC0415

    span = 10 * WRITTEN * part
    issue = {"issue_id": f"issue_id + {span}"}
    number = f"CAST({2100 + part} AS varchar(4)) || '-' || CAST({10 * WRITTEN} + id AS varchar(8))"
    _repeat(Issue, {"id": f"id + {span}", "number": number}, f"id < {10 * WRITTEN}")
    _repeat(IssueText, {"id": f"id + {2 * span}", **issue}, f"issue_id < {10 * WRITTEN}")
    for model in (Clock, Answer):
        _repeat(model, {"id": f"id + {span}", **issue}, f"issue_id < {10 * WRITTEN}")
    copied = {"id": f"id + {span}", "answer_id": f"answer_id + {span}", **issue}
    _repeat(Verdict, copied, f"issue_id < {10 * WRITTEN}")


def _repeat(model: Any, other: dict[str, str], which: str) -> None:
    from django.db import connection  # noqa: PLC0415 -- after setup

    columns = [field.column for field in model._meta.concrete_fields]
    quoted = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(other.get(column, f'"{column}"') for column in columns)
    table = model._meta.db_table
    source = f'SELECT {values} FROM "{table}" WHERE {which}'  # noqa: S608 -- our own tables
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({quoted}) {source}')


def _set_counters() -> None:
    """PostgreSQL counts keys apart from the rows."""
    from django.core.management.color import no_style  # noqa: PLC0415 -- after setup
    from django.db import connection  # noqa: PLC0415 -- after setup

    from dialogues.models import Answer, Clock, Issue, Verdict  # noqa: PLC0415 -- after setup

    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [Issue, Clock, Answer, Verdict]):
            cursor.execute(sql)
