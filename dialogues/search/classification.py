"""Agency, criterion and kind guessed from words. A person confirms each guess.

A text with diacritics is compared as it is written. One without is compared to the folded terms of
two and more words: single words mean too much without their marks. The weight of a term is its
number of words: longer is surer.
"""

from dataclasses import dataclass
from datetime import date

from dialogues.models import IssueKind
from dialogues.search.index import fold, has_diacritics, words
from directory.models import Agency
from pci.models import Criterion

CRITERIA = {
    "planning": "quy hoạch; kế hoạch sử dụng đất; bản đồ; quy hoạch phân khu; quy hoạch chi tiết",
    "legal": "văn bản pháp luật; văn bản hướng dẫn; nghị định; thông tư; quyết định của tỉnh;"
    " tài liệu pháp lý; quy định mới",
    "budget_detail": "ngân sách; dự toán; quyết toán; vốn đầu tư công; chi tiết ngân sách",
    "budget_timely": "công bố ngân sách; công khai ngân sách; chậm công khai dự toán",
    "bidding_public": "đấu thầu; mời thầu; gói thầu; trúng thầu; hồ sơ mời thầu; nhà thầu;"
    " lựa chọn nhà thầu; chỉ định thầu",
    "info_received": "không được cung cấp; xin thông tin; cung cấp thông tin; cung cấp văn bản;"
    " không trả lời văn bản; không cung cấp; xin số liệu; trích lục",
    "info_days": "chờ lâu; quá hạn; chậm trả lời; bao nhiêu ngày; thời gian cung cấp; trả lời chậm",
    "relationship": "quen biết; mối quan hệ; quen thân; nhờ người quen; chỉ người quen",
    "tax_negotiation": "cán bộ thuế; thỏa thuận thuế; ấn định thuế; thanh tra thuế; hoàn thuế;"
    " nộp thuế; hóa đơn; khai thuế; kiểm tra thuế",
    "predictability": "áp dụng khác nhau; mỗi nơi một kiểu; mỗi huyện một kiểu; không thống nhất;"
    " thay đổi đột ngột; thực hiện không đúng luật",
    "ba_role": "hiệp hội; góp ý dự thảo; lấy ý kiến doanh nghiệp; phản biện; đối thoại",
    "web_score": "cổng thông tin; trang thông tin điện tử; website; trang web; không cập nhật",
    "web_access": "truy cập; dịch vụ công trực tuyến; igate; nộp hồ sơ qua mạng; một cửa điện tử",
}
AGENCIES = {
    "so-ke-hoach-dau-tu": "đăng ký kinh doanh; đầu tư; đấu thầu; mời thầu; gói thầu; quy hoạch;"
    " chủ trương đầu tư; giấy chứng nhận đầu tư; ưu đãi đầu tư; vốn đầu tư công",
    "so-tai-nguyen-moi-truong": "đất đai; thuê đất; giao đất; sổ đỏ; quyền sử dụng đất; môi trường;"
    " khoáng sản; giấy phép môi trường; trích lục; xả thải; mỏ đá; cát xây dựng; bô xít; giá đất;"
    " kế hoạch sử dụng đất",
    "so-tai-chinh": "ngân sách; dự toán; quyết toán; thanh toán khối lượng; giá vật liệu; mua sắm",
    "so-tu-phap": "văn bản pháp luật; công chứng; đấu giá; pháp lý; tư pháp; hợp đồng mẫu",
    "so-cong-thuong": "điện lực; tiền điện; điện ba pha; cụm công nghiệp; xúc tiến thương mại;"
    " xăng dầu; hội chợ; xuất khẩu; điện mặt trời; cắt điện; đường dây",
    "so-xay-dung": "giấy phép xây dựng; vật liệu xây dựng; nhà ở; thẩm định thiết kế",
    "so-giao-thong-van-tai": "giao thông; tuyến đường; quốc lộ; tải trọng; xe tải; vận tải;"
    " phù hiệu; đăng kiểm; cầu yếu; biển báo; tỉnh lộ",
    "so-nong-nghiep-phat-trien-nong-thon": "nông nghiệp; hồ tiêu; cà phê; cây trồng; thủy lợi;"
    " trồng rừng; kiểm dịch; mã vùng trồng; phân bón; sầu riêng; mắc ca; lâm sản",
    "so-lao-dong-thuong-binh-xa-hoi": "lao động; giấy phép lao động; đào tạo nghề;"
    " lao động nước ngoài; an toàn lao động; tiền lương",
    "so-thong-tin-truyen-thong": "công nghệ thông tin; phần mềm; trạm bts; igate; internet;"
    " dịch vụ công trực tuyến",
    "so-khoa-hoc-cong-nghe": "nhãn hiệu; sở hữu trí tuệ; chỉ dẫn địa lý; tiêu chuẩn; đo lường;"
    " đổi mới công nghệ; mã vạch",
    "so-van-hoa-the-thao-du-lich": "du lịch; quảng cáo; khách sạn; homestay; công viên địa chất",
    "so-y-te": "an toàn thực phẩm; dược phẩm; phòng khám; y tế",
    "so-noi-vu": "cán bộ công chức; thi đua; thái độ phục vụ",
    "ban-quan-ly-khu-cong-nghiep": "khu công nghiệp; nhân cơ; tâm thắng",
    "cuc-thue-tinh": "thuế; hóa đơn; hoàn thuế; khai thuế; cán bộ thuế; ấn định thuế; chi cục thuế",
    "van-phong-ubnd-tinh": "cổng thông tin; hỏi đáp; trung tâm hành chính công; một cửa",
    "ubnd-gia-nghia": "gia nghĩa",
    "ubnd-cu-jut": "cư jút",
    "ubnd-dak-glong": "đắk glong",
    "ubnd-dak-mil": "đắk mil",
    "ubnd-dak-rlap": "đắk r lấp; đắk rlấp; kiến đức",
    "ubnd-dak-song": "đắk song",
    "ubnd-krong-no": "krông nô; đắk mâm",
    "ubnd-tuy-duc": "tuy đức",
}
KINDS = {
    IssueKind.DENUNCIATION: "tố cáo; nhận hối lộ; đòi tiền; vụ lợi; tham nhũng; nhũng nhiễu;"
    " vòi vĩnh; vi phạm pháp luật của cán bộ; sách nhiễu; đưa phong bì",
    IssueKind.COMPLAINT: "khiếu nại; quyết định xử phạt; hủy quyết định; quyết định hành chính;"
    " quyết định thu hồi; xâm phạm quyền; trái pháp luật; không đồng ý với quyết định",
    IssueKind.PROPOSAL: "đề xuất; kiến nghị; đề nghị xem xét; mong muốn; sửa đổi; bổ sung",
    IssueKind.QUESTION: "xin hỏi; cho hỏi; thế nào; bao giờ; khi nào; ở đâu; có phải; hỏi về;"
    " hay không; như thế nào; gồm những gì",
    IssueKind.DIFFICULTY: "khó khăn; vướng mắc; kéo dài; nhiều lần; không giải quyết; tốn kém",
}
SURE_OF_LAW = 2  # a complaint or denunciation is suspected from a term of two words on


@dataclass(frozen=True, slots=True)
class Guess:
    code: str
    weight: int
    because: tuple[str, ...]


def _terms(table: dict[str, str]) -> dict[str, list[str]]:
    return {code: [term.strip() for term in terms.split(";")] for code, terms in table.items()}


CRITERION_TERMS = _terms(CRITERIA)
AGENCY_TERMS = _terms(AGENCIES)
KIND_TERMS = _terms({str(kind): terms for kind, terms in KINDS.items()})


def rank_codes(text: str, table: dict[str, list[str]]) -> list[Guess]:
    """Which codes the words speak for, the surest first, each with the terms that were met."""
    as_written = f" {' '.join(words(text))} "
    marked = has_diacritics(text)
    found = []
    for code, terms in table.items():
        if marked:
            met = tuple(term for term in terms if f" {term} " in as_written)
        else:
            met = tuple(t for t in terms if " " in t and f" {fold(t)} " in as_written)
        if met:
            found.append(Guess(code, sum(len(term.split()) for term in met), met))
    return sorted(found, key=lambda guess: -guess.weight)


def criterion(text: str) -> Guess | None:
    return next(iter(rank_codes(text, CRITERION_TERMS)), None)


def agencies(text: str) -> list[Guess]:
    return rank_codes(text, AGENCY_TERMS)[:3]


def kind(text: str) -> IssueKind:
    """A proposal, difficulty or question; a question when the words say nothing."""
    everyday = {str(k) for k in (IssueKind.PROPOSAL, IssueKind.QUESTION, IssueKind.DIFFICULTY)}
    for guess in rank_codes(text, KIND_TERMS):
        if guess.code in everyday:
            return IssueKind(guess.code)
    return IssueKind.QUESTION if "?" in text else IssueKind.DIFFICULTY


def legal_kind(text: str) -> Guess | None:
    """Whether the words are those of a complaint or a denunciation."""
    for guess in rank_codes(text, KIND_TERMS):
        lawful = guess.code in {IssueKind.COMPLAINT, IssueKind.DENUNCIATION}
        if lawful and guess.weight >= SURE_OF_LAW:
            return guess
    return None


def in_office(agency: Agency | None, day: date) -> Agency | None:
    """The agency itself, or the one that follows it on that day."""
    seen = set()
    while agency and not agency.is_valid_on(day) and agency.pk not in seen:
        seen.add(agency.pk)
        agency = agency.successor
    return agency


def suggestions(text: str, day: date) -> dict[str, object]:
    """What a form offers while somebody types: codes, names and the words they come from."""
    about = criterion(text)
    named = Criterion.objects.filter(code=about.code).first() if about else None
    known = Agency.objects.select_related("successor").in_bulk(field_name="code")
    offered = []
    for guess in agencies(text):
        agency = in_office(known.get(guess.code), day)
        if agency:
            offered.append({"id": agency.pk, "name": agency.name, "because": guess.because})
    law = legal_kind(text)
    return {
        "criterion": {"id": named.pk, "name": named.name, "because": about.because}
        if named and about
        else None,
        "agencies": offered,
        "kind": str(kind(text)),
        "legal_kind": law.code if law else "",
        "legal_because": law.because if law else (),
    }
