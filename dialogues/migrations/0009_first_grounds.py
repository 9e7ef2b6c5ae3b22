"""Two provisions everybody may begin with. Nobody has looked them up here: staff do so first."""

from datetime import date

from django.db import migrations

LAW = "Luật Tiếp cận thông tin số 104/2016/QH13 ngày 06/4/2016"
SOURCE = (
    "https://trungthanh.namdinh.gov.vn/tuyen-truyen/"
    "luat-so-104-2016-qh13-luat-tiep-can-thong-tin-198233"
)
ROWS = [
    {
        "document": LAW,
        "provision": "khoản 1 Điều 31",
        "says": (
            "Yêu cầu cung cấp thông tin gửi qua dịch vụ bưu chính, fax, đối với thông tin đơn giản,"
            " có sẵn: chậm nhất 05 ngày làm việc kể từ ngày nhận được yêu cầu hợp lệ."
        ),
        "working_days": 5,
    },
    {
        "document": LAW,
        "provision": "khoản 2 Điều 31",
        "says": (
            "Yêu cầu cung cấp thông tin gửi qua dịch vụ bưu chính, fax, đối với thông tin phức tạp,"
            " phải tập hợp từ nhiều nơi: chậm nhất 15 ngày làm việc kể từ ngày nhận được yêu cầu"
            " hợp lệ."
        ),
        "working_days": 15,
    },
]


def add(apps, schema_editor):
    grounds = apps.get_model("dialogues", "DeadlineGround").objects
    for row in ROWS:
        grounds.create(source=SOURCE, valid_from=date(2018, 7, 1), **row)


def take_away(apps, schema_editor):
    grounds = apps.get_model("dialogues", "DeadlineGround").objects
    grounds.filter(source=SOURCE, checked_on__isnull=True, clocks__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0008_deadline_grounds")]

    operations = [migrations.RunPython(add, take_away)]
