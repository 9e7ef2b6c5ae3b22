"""Days are typed as they are written here, on every page of staff and officers alike."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.utils import translation

from core.forms import DayInput, MomentInput, NumberField

ROOT = Path(__file__).resolve().parents[2]


class OneDay(forms.Form):
    day = forms.DateField(widget=DayInput)


class OneMoment(forms.Form):
    at = forms.DateTimeField(widget=MomentInput)


def shown(field: forms.BoundField) -> str:
    return re.search(r'value="([^"]*)"', str(field)).group(1)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["25/11/2026", "25-11-2026", "2026-11-25"])
def test_a_day_is_read_as_written_here_and_as_iso_and_shown_as_written_here(typed, language):
    with translation.override(language):
        form = OneDay({"day": typed})
        assert form.is_valid()
        assert form.cleaned_data["day"] == date(2026, 11, 25)
        assert shown(form["day"]) == (typed if "-" in typed[:3] else "25/11/2026")
        assert shown(OneDay(initial={"day": date(2026, 3, 4)})["day"]) == "04/03/2026"


@pytest.mark.parametrize(
    "typed", ["11/25/2026", "31/02/2026", "25/11/26", "2026-02-31", "20261125", "mai"]
)
def test_what_is_no_day_stays_as_it_was_typed_and_is_told_at_its_field(typed):
    with translation.override("en"):
        form = OneDay({"day": typed})
        assert form.errors == {"day": ["Write a day of the calendar, like 25/11/2026."]}
        assert shown(form["day"]) == typed


def test_a_moment_is_typed_with_its_time(settings):
    settings.USE_TZ = False
    with translation.override("en"):
        for typed in ("25/11/2026 14:30", "2026-11-25T14:30"):
            form = OneMoment({"at": typed})
            assert form.is_valid()
            assert form.cleaned_data["at"] == datetime(2026, 11, 25, 14, 30)  # noqa: DTZ001
            assert shown(form["at"]) == "25/11/2026 14:30"
        wrong = OneMoment({"at": "25/11/2026 2:30 PM"})
        assert wrong.errors == {
            "at": ["Write a day of the calendar and the time, like 25/11/2026 14:30."]
        }
        assert shown(wrong["at"]) == "25/11/2026 2:30 PM"


def own_forms() -> Iterator[type[forms.BaseForm]]:
    import_module("config.urls")
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        for found in waiting.pop().__subclasses__():
            waiting.append(found)
            if (ROOT / f"{found.__module__.replace('.', '/')}.py").exists():
                yield found


def test_every_day_of_a_form_is_typed_in_the_one_field():
    wanted = {forms.DateField: DayInput, forms.DateTimeField: MomentInput}
    dated = [
        (found, name, field, widget)
        for found in own_forms()
        for name, field in getattr(found, "base_fields", {}).items()
        for kind, widget in wanted.items()
        if isinstance(field, kind) and not field.widget.is_hidden
    ]
    assert len(dated) > 20
    others = [(f, name) for f, name, field, kind in dated if not isinstance(field.widget, kind)]
    assert others == []


def test_no_page_holds_a_date_field_of_the_browser():
    own = re.compile(r'type="(date|datetime-local|month|week)"')
    pages = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/**/forms*.py")]
    assert [str(page) for page in pages if own.search(page.read_text())] == []


@pytest.mark.parametrize(
    ("language", "most", "told"),
    [("vi", 10.0, "10."), ("vi", 54.5, "54,5."), ("en", 54.5, "54.5.")],
)
def test_a_limit_is_named_as_the_language_writes_it(language, most, told):
    with translation.override(language), pytest.raises(forms.ValidationError) as refused:
        NumberField(max_value=most).clean("99")

    assert refused.value.messages[0].endswith(f" {told}")
