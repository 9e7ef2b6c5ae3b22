"""Places and regions: one, several typed or pasted, a file, and what the levels are called."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from core.tabular.forms import TableUploadForm
from core.text import fold
from directory.actions.places import NewPlace
from directory.models import District, PlaceLevel, PlaceLevels, Region, RegionLevel
from directory.places.fields import PlaceField, places_of_today

MOST_PLACES = 1000


class PlaceForm(forms.ModelForm[District]):
    """A place of the province; its name is its own among those of today."""

    class Meta:
        model = District
        fields = ["name", "region", "position", "valid_from", "valid_to", "successor"]
        widgets = {"valid_from": DayInput, "valid_to": DayInput}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = District.objects.filter(valid_to=None).exclude(pk=self.instance.pk)
        if any(fold(other) == fold(name) for other in others.values_list("name", flat=True)):
            raise forms.ValidationError(_("A place of this name exists already."))
        return name


class RegionForm(forms.ModelForm[Region]):
    class Meta:
        model = Region
        fields = ["name", "position", "valid_from", "valid_to", "successor"]
        widgets = {"valid_from": DayInput, "valid_to": DayInput}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Region.objects.filter(valid_to=None).exclude(pk=self.instance.pk)
        if any(fold(other) == fold(name) for other in others.values_list("name", flat=True)):
            raise forms.ValidationError(_("A region of this name exists already."))
        return name


class PlacesForm(forms.Form):
    """Several places at once, one a line, as they are copied from a decree or two columns."""

    names = forms.CharField(
        label=_("Places, one a line"),
        widget=forms.Textarea,
        help_text=_(
            "For example “Phường Xuân Hương - Đà Lạt”, or with the region it lies in after a"
            " semicolon: “Phường Xuân Hương - Đà Lạt; Đà Lạt”. Two columns of Excel can be pasted."
            " Places known already are left out; a region beside them is taken over."
        ),
    )

    def clean_names(self) -> list[NewPlace]:
        lines = [_read_line(line) for line in self.cleaned_data["names"].splitlines()]
        places = list({fold(one.name): one for one in reversed(lines) if fold(one.name)}.values())
        longest = District._meta.get_field("name").max_length or 60
        words = (word for one in places for word in (one.name, one.region))
        if too_long := next((word for word in words if len(word) > longest), ""):
            raise forms.ValidationError(
                _("“%(name)s” is longer than %(limit)s letters.")
                % {"name": too_long[:80], "limit": longest}
            )
        if len(places) > MOST_PLACES:
            raise forms.ValidationError(
                _("More than %(limit)s places at once are not taken.") % {"limit": MOST_PLACES}
            )
        if not places:
            raise forms.ValidationError(_("No line holds the name of a place."))
        return places[::-1]


def _read_line(line: str) -> NewPlace:
    name, _mark, region = line.replace("\t", ";").strip().strip(";").partition(";")
    return NewPlace(" ".join(name.split()), " ".join(region.split()))


class PlaceFileForm(TableUploadForm):
    """A table with one place a row; only its name is needed."""


class LevelsForm(forms.ModelForm[PlaceLevels]):
    class Meta:
        model = PlaceLevels
        fields = ["places", "regions"]
        widgets = {"places": forms.RadioSelect, "regions": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, level in (("places", PlaceLevel), ("regions", RegionLevel)):
            field: Any = self.fields[name]
            field.choices = level.choices  # an answer is asked for: no blank one


class MoveForm(forms.Form):
    """Where the enterprises of a place that ended are to go."""

    to = PlaceField(label=_("Move them to"))

    def __init__(self, *args: Any, place: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = places_of_today().exclude(pk=place.pk)
        self.initial.setdefault("to", place.follower)
