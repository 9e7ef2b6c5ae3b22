"""Forms of files and of links to follow an issue."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReleaseFileForm(forms.Form):
    looked = forms.BooleanField(
        label=_("I have looked through the whole document; it does not tell who the enterprise is.")
    )


class ReplaceFileForm(forms.Form):
    upload = forms.FileField(
        label=_("The better document"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB. Hidden data in it is removed."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=500)


class WithdrawFileForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class NewLinkForm(forms.Form):
    """What somebody knows who has the letter or raised the issue."""

    number = forms.CharField(
        label=_("Number of the issue"),
        max_length=12,
        help_text=_("As in the letters, for example 2026-483921."),
    )
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The address of the enterprise we have on record.")
    )
