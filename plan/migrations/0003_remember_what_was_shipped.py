"""What is shipped with this version counts as loaded where anything was loaded before.

So a plan, an agency or an edition that somebody deleted is not brought back by the upgrade.
"""

import json
from pathlib import Path

from django.conf import settings
from django.db import migrations

FOLDER = Path(settings.BASE_DIR) / "fixtures"


def read(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def shipped():
    for row in read("pci/criteria.json"):
        yield "pci.criterion", row["code"]
    for row in read("pci/editions.json"):
        yield "pci.edition", str(row["year"])
        for entry in row["criteria"]:
            yield "pci.criterioninedition", f"{row['year']}/{entry['criterion']}"
    for row in read("pci/provinces.json"):
        yield "pci.province", row["code"]
    home = read("pci/home.json")
    for row in home["scores"]:
        yield "pci.officialscore", f"{home['province']}/{row['edition']}"
    for row in home["results"]:
        yield "pci.officialresult", f"{home['province']}/{row['edition']}/{row['criterion']}"
    for row in home["printed"]:
        where = f"{home['province']}/{row['edition']}/{home['document']}/{row['criterion']}"
        yield "pci.printedfigure", where[:300]
    for row in read("directory/districts.json"):
        yield "directory.district", row["code"]
    for row in read("directory/agencies.json"):
        yield "directory.agency", row["code"]
    plan = read("plan/plan_2018_2020.json")
    yield "plan.plan", plan["code"]
    for assignment in plan["assignments"]:
        yield "plan.assignment", f"{plan['code']}/{assignment['number']}"
        for position, _task in enumerate(assignment["tasks"], 1):
            yield "plan.task", f"{assignment['number']}/{position}"
    for target in plan["targets"]:
        yield "plan.target", f"{plan['code']}/{target['code']}"
    for reporting in plan["reporting_dates"]:
        yield "plan.reportingdate", f"{plan['code']}/{reporting['month']}/{reporting['day']}"


def remember(apps, schema_editor):
    if not apps.get_model("pci", "Edition").objects.exists():
        return
    ShippedRow = apps.get_model("core", "ShippedRow")
    rows = [ShippedRow(model=model, key=key) for model, key in dict.fromkeys(shipped())]
    ShippedRow.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0002_returned_reports"),
        ("core", "0009_shipped_rows"),
        ("pci", "0003_uploads"),
        ("directory", "0006_fill_order_of_names"),
    ]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
