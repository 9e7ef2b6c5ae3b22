"""Words: search with and without diacritics, similar issues, guesses, what stays hidden."""

import pytest

from dialogues.issues.actions import publication
from dialogues.models import Issue, IssueKind, Scope, Visibility
from dialogues.search import classification, index
from tests.factories.dialogues import NOW, accepted, published, staff
from tests.factories.directory import AgencyFactory, EnterpriseFactory


def found(query, scope=Scope.PUBLIC):
    return {issue.pk for issue in index.matching(Issue.objects.all(), query, scope=scope)}


def test_folding_takes_every_vietnamese_mark_away():
    assert index.fold("Đường ĐẮK R'LẤP ươ ỹ ữ ệ") == "duong dak r'lap uo y u e"


def test_a_query_without_marks_finds_all_and_one_with_marks_what_it_says():
    planning = published(text="Xin bản đồ quy hoạch của huyện nhà cho doanh nghiệp.")
    other = published(text="Con đường quý hoách không có nghĩa gì cả, chỉ để thử tìm.")
    assert found("quy hoach") == {planning.pk, other.pk}
    assert found("quy hoạch") == {planning.pk}
    assert found("QUY HOẠCH") == {planning.pk}
    assert found("quy hoac") == {planning.pk, other.pk}  # the last word may be unfinished


@pytest.mark.parametrize("query", ['"', "quy* OR", "a AND (", "-- ;", "exact:x", "^", "'; DROP"])
def test_signs_of_the_query_language_are_only_words(query):
    published()
    assert isinstance(found(query), set)


def test_the_public_finds_published_words_alone():
    issue = accepted(text="Câu chuyện bí mật về bauxite tại Nhân Cơ của chúng tôi.")
    assert found("bauxite") == set()
    publication.publish_issue(
        issue=issue, by=staff(), now=NOW, title="Khoáng sản", text="Câu chuyện về khoáng sản."
    )
    assert found("bauxite") == set()
    assert found("bauxite", Scope.DESK) == {issue.pk}
    assert found("khoang san") == {issue.pk}
    publication.unpublish_issue(issue=issue, by=staff(), now=NOW, reason="Nhầm")
    assert found("khoang san") == set()


def test_redacted_words_leave_the_index():
    issue = published(text="Ông Nguyễn Văn Mười ở phòng Đăng ký trả lời chậm.")
    publication.redact(
        issue=issue,
        by=staff(),
        now=NOW,
        title="Trả lời chậm",
        after="Một cán bộ trả lời chậm.",
        reason="Tên người",
    )
    assert found("mười") == set()
    assert found("tra loi cham") == {issue.pk}
    assert [each.before[:10] for each in issue.redactions.all()] == ["Ông Nguyễn"] * 2


@pytest.mark.parametrize("rare", [0, 1, 2])
def test_the_newest_are_found_whether_words_are_common_or_rare(monkeypatch, rare):
    monkeypatch.setattr(index, "TRIED", 2)
    monkeypatch.setattr(index, "MOST_FOUND", 3)
    made = [published(title=f"Chờ giấy phép {number}") for number in range(5)]
    newest = made[-rare:] if rare else []
    for issue in newest:
        issue.public_title = issue.public_text = "Hoàn thuế"
        index.index(issue)

    assert found("giay phep") == {issue.pk for issue in made[: 5 - rare][-3:]}
    assert found("hoan thue") == {issue.pk for issue in newest}


def test_similar_issues_share_the_telling_words():
    close = published(text="Hồ sơ hoàn thuế giá trị gia tăng cà phê xuất khẩu bị chậm.")
    published(text="Đề nghị đăng bản đồ sử dụng đất lên cổng thông tin.")
    similar = index.similar(
        Issue.objects.all(), "hoan thue gia tri gia tang xuat khau", scope=Scope.PUBLIC
    )
    assert similar[0] == close
    assert index.similar(Issue.objects.all(), "và của", scope=Scope.PUBLIC) == []


@pytest.mark.parametrize(
    ("text", "criterion", "agency"),
    [
        ("Cán bộ thuế yêu cầu nộp hồ sơ hoàn thuế hai lần", "tax_negotiation", "cuc-thue-tinh"),
        ("Bao giờ công bố quy hoạch sử dụng đất?", "planning", "so-ke-hoach-dau-tu"),
        ("goi thau duong lien xa khong moi thau cong khai", "bidding_public", "so-ke-hoach-dau-tu"),
        ("Website của tỉnh không cập nhật mục hỏi đáp", "web_score", "van-phong-ubnd-tinh"),
    ],
)
def test_agency_and_criterion_are_guessed_from_words(text, criterion, agency):
    assert classification.criterion(text).code == criterion
    assert agency in [each.code for each in classification.agencies(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Chúng tôi tố cáo cán bộ nhận hối lộ khi cấp phép", IssueKind.DENUNCIATION),
        ("Chúng tôi khiếu nại quyết định xử phạt số 12", IssueKind.COMPLAINT),
        ("Xin hỏi thủ tục thuê đất gồm những gì?", None),
    ],
)
def test_complaints_and_denunciations_are_recognised(text, kind):
    law = classification.legal_kind(text)
    assert (law.code if law else None) == kind


def test_a_guess_names_the_agency_in_office_on_the_day():
    new = AgencyFactory(code="so-moi")
    old = AgencyFactory(code="so-cu", valid_to=NOW.date(), successor=new)
    assert classification.in_office(old, NOW.date()) == old
    assert classification.in_office(old, NOW.date().replace(year=2027)) == new


def test_a_place_is_public_only_where_it_leaves_the_raiser_in_a_crowd():
    lonely = EnterpriseFactory(sector="B")
    for _number in range(4):
        EnterpriseFactory(district=lonely.district, sector="G")
    issue = published(enterprise=lonely, visibility=Visibility.WITHOUT_NAME)
    assert (issue.public_district, issue.public_sector) == (lonely.district, "")
    alone = published(visibility=Visibility.WITHOUT_NAME)
    assert (alone.public_district, alone.public_sector) == (None, "")
    named = published(enterprise=lonely, visibility=Visibility.PUBLIC)
    assert (named.public_district, named.public_sector) == (lonely.district, "B")
