"""What the laws on complaints and denunciations say. Nobody has looked it up here: staff do so."""

from datetime import date

from django.db import migrations

COMPLAINTS = "Luật Khiếu nại số 02/2011/QH13 ngày 11/11/2011"
DENUNCIATIONS = "Luật Tố cáo số 25/2018/QH14 ngày 12/6/2018"
AMENDING = "Luật số 136/2025/QH15 ngày 10/12/2025"
SOURCE = "https://vbpl.vn/"
TEXT_OF_AMENDING = (
    "https://thuviennhadat.vn/vbpl/luat-sua-doi-luat-tiep-cong-dan-luat-khieu-nai-luat-to-cao-2025"
    "-so-136-2025-qh15-686937.html"
)
LAWS = {
    COMPLAINTS: ("complaint", date(2012, 7, 1), SOURCE),
    DENUNCIATIONS: ("denunciation", date(2019, 1, 1), SOURCE),
}
ROWS = [
    (COMPLAINTS, "Điều 9", "Thời hiệu khiếu nại là 90 ngày, kể từ ngày nhận được quyết định hành"
     " chính hoặc biết được quyết định hành chính, hành vi hành chính."),
    (COMPLAINTS, "Điều 27", "Thụ lý: trong 10 ngày kể từ ngày nhận được khiếu nại thuộc thẩm quyền;"
     " không thụ lý thì nêu rõ lý do."),
    (COMPLAINTS, "Điều 28", "Giải quyết lần đầu: không quá 30 ngày kể từ ngày thụ lý; vụ việc phức"
     " tạp không quá 45 ngày."),
    (COMPLAINTS, "Điều 28", "Vùng sâu, vùng xa đi lại khó khăn, giải quyết lần đầu: không quá 45"
     " ngày kể từ ngày thụ lý; vụ việc phức tạp không quá 60 ngày."),
    (COMPLAINTS, "Điều 33", "Khiếu nại lần hai: trong 30 ngày kể từ ngày hết thời hạn giải quyết"
     " hoặc nhận được quyết định giải quyết lần đầu; vùng sâu, vùng xa không quá 45 ngày."),
    (COMPLAINTS, "Điều 37", "Giải quyết lần hai: không quá 45 ngày kể từ ngày thụ lý, phức tạp"
     " không quá 60 ngày; vùng sâu, vùng xa không quá 60 ngày, phức tạp không quá 70 ngày."),
    (DENUNCIATIONS, "Điều 24", "Xử lý ban đầu: trong 07 ngày làm việc kể từ ngày nhận được tố cáo;"
     " phải kiểm tra ở nhiều nơi thì có thể kéo dài nhưng không quá 10 ngày làm việc."),
    (DENUNCIATIONS, "Điều 30", "Giải quyết: không quá 30 ngày kể từ ngày thụ lý."),
    (DENUNCIATIONS, "Điều 30", "Gia hạn: vụ việc phức tạp một lần, không quá 30 ngày; vụ việc đặc"
     " biệt phức tạp hai lần, mỗi lần không quá 30 ngày."),
    (DENUNCIATIONS, "Chương VI", "Bảo vệ người tố cáo: bí mật thông tin, vị trí công tác, việc làm,"
     " tính mạng, sức khỏe, tài sản, danh dự, nhân phẩm."),
]  # fmt: skip
AMENDED = (
    "Sửa đổi, bổ sung Luật Tiếp công dân, Luật Khiếu nại và Luật Tố cáo từ ngày 01/7/2026: thời hạn"
    " nêu trên áp dụng theo nội dung đã được sửa đổi, bổ sung."
)


def add(apps, schema_editor):
    provisions = apps.get_model("dialogues", "LegalProvision").objects
    for document, provision, says in ROWS:
        way, begins, source = LAWS[document]
        provisions.create(
            way=way, document=document, provision=provision, says=says, source=source,
            valid_from=begins,
        )  # fmt: skip
    for way in ("complaint", "denunciation"):
        provisions.create(
            way=way, document=AMENDING, says=AMENDED, source=TEXT_OF_AMENDING,
            valid_from=date(2026, 7, 1),
        )  # fmt: skip


def take_away(apps, schema_editor):
    apps.get_model("dialogues", "LegalProvision").objects.filter(checked_on__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0020_replies_filters_provisions")]

    operations = [migrations.RunPython(add, take_away)]
