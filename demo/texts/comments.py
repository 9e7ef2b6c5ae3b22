"""What enterprises write in their own words, by what it is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """A code, and texts that deserve it."""

    name_vi: str
    name_en: str
    definition: str
    texts: tuple[str, ...]


THEMES = (
    Theme(
        "Quy hoạch, đất đai",
        "Plans and land",
        "Bản đồ, quy hoạch, kế hoạch sử dụng đất, giá đất. Không gồm thủ tục nộp hồ sơ đất đai.",
        (
            "Đề nghị cập nhật bản đồ quy hoạch sử dụng đất thường xuyên hơn trên Cổng thông tin"
            " điện tử.",
            "Kế hoạch sử dụng đất hằng năm nên đăng ngay khi được phê duyệt, hiện phải đi hỏi.",
            "Quy hoạch cụm công nghiệp Đắk R'Lấp chưa thấy công bố bản vẽ.",
            "Bảng giá đất khó tìm, mỗi huyện đăng một kiểu.",
        ),
    ),
    Theme(
        "Trả lời doanh nghiệp",
        "Answers to enterprises",
        "Cơ quan trả lời chậm, không trả lời, hoặc trả lời không đúng nội dung.",
        (
            "Mong các sở, ngành trả lời bằng văn bản đúng hạn khi doanh nghiệp hỏi.",
            "Gửi công văn hai tháng chưa có trả lời, gọi 0905 123 456 thì được bảo chờ.",
            "Trả lời chung chung, không nêu căn cứ.",
        ),
    ),
    Theme(
        "Ưu đãi, hỗ trợ",
        "Incentives and support",
        "Thông tin và điều kiện hưởng ưu đãi đầu tư, hỗ trợ vốn, đào tạo.",
        (
            "Thông tin ưu đãi đầu tư nên được tóm tắt ngắn gọn, dễ hiểu.",
            "Doanh nghiệp nhỏ không biết mình có được hỗ trợ lãi suất hay không.",
        ),
    ),
    Theme(
        "Đấu thầu",
        "Tenders",
        "Kế hoạch, thông báo và kết quả đấu thầu, mua sắm công.",
        (
            "Đề nghị công khai kế hoạch đấu thầu từ đầu năm để doanh nghiệp chuẩn bị.",
            "Kết quả chọn nhà thầu đăng chậm, không rõ lý do trượt thầu.",
        ),
    ),
    Theme(
        "Dịch vụ công trực tuyến",
        "Online services",
        "Nộp hồ sơ qua mạng, cổng dịch vụ công, tập huấn sử dụng.",
        (
            "Hiệp hội nên tổ chức tập huấn nộp hồ sơ qua mạng tại các huyện.",
            "Hệ thống một cửa điện tử hay lỗi khi tải tệp lớn.",
        ),
    ),
    Theme(
        "Ghi nhận, cảm ơn",
        "Praise",
        "Nhận xét tốt về cơ quan, cán bộ, Hiệp hội.",
        (
            "Thủ tục đã dễ tra cứu hơn năm trước, cảm ơn các anh chị.",
            "Chị Nguyễn Thị Lan ở bộ phận một cửa Gia Nghĩa hướng dẫn rất nhiệt tình.",
        ),
    ),
)
NO_THEME = ("Không có ý kiến gì thêm.", "Chúc Hiệp hội phát triển.")
TWO_THEMES = {
    "Quy hoạch đăng rồi nhưng hỏi thêm thì không ai trả lời.": (0, 1),
    "Nên đăng thông tin mời thầu và ưu đãi ở cùng một chỗ.": (2, 3),
}
BY_TEXT: dict[str, tuple[int, ...]] = {
    **{text: (k,) for k, theme in enumerate(THEMES) for text in theme.texts},
    **dict.fromkeys(NO_THEME, ()),
    **TWO_THEMES,
}
TEXTS = tuple(BY_TEXT)


def choose_text(luck: float) -> str:
    """The text of a lucky draw below 1; the first texts are written more often."""
    return TEXTS[min(int(luck**1.3 * len(TEXTS)), len(TEXTS) - 1)]
