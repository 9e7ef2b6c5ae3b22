"""The texts of a published page or question, to correct what was mistyped."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from surveys.instrument.languages import is_right_to_left
from surveys.questionnaires.queries import say_place


class WordingForm(forms.Form):
    """One field a text and language, and the reason for what changes."""

    def __init__(self, *args: Any, texts: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = [(place, code) for place, text in texts.items() for code in text]
        for place, code in self.places:
            attributes = {"rows": 2, "lang": code} | (
                {"dir": "rtl"} if is_right_to_left(code) else {}
            )
            self.fields[f"{place}_{code}"] = forms.CharField(
                label=say_place(place, code),
                initial=texts[place][code],
                widget=forms.Textarea(attributes),
                required=False,
                max_length=5000,
            )
        self.fields["reason"] = forms.CharField(
            label=_("What was wrong?"),
            help_text=_("It stands in the codebook beside what was corrected."),
            max_length=300,
        )

    def words(self) -> dict[tuple[str, str], str]:
        written = {at: self.cleaned_data[f"{at[0]}_{at[1]}"] for at in self.places}
        return {at: words.replace("\r\n", "\n") for at, words in written.items()}
