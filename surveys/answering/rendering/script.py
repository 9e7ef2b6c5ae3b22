"""What the script of answering pages may have to say, in the reader's language."""

from functools import lru_cache

from django.utils import translation
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from surveys.instrument.languages import around


def script_sentences(language: str) -> SafeString:
    """Return the sentences of the script as JSON inside the page of a respondent."""
    return _sentences(around(language))


@lru_cache(maxsize=8)
def _sentences(language: str) -> SafeString:
    with translation.override(language):
        return _as_json()


def _as_json() -> SafeString:
    return json_script(
        {
            "saved": _("Saved at %s"),
            "waiting": _("Not sent yet, will be sent when there is a network (%s)"),
            "refused": _("Not saved. Please load the page again."),
            "notHere": _(
                "No network; the next part is not on this phone yet. Your answers are kept."
            ),
            "willSave": _(
                "These answers could not be sent yet. They will be sent by themselves when there"
                " is a network; you may go on answering."
            ),
            "willSend": _(
                "Your answers are ready and will be sent by themselves when there is a network."
                " Please keep this page open, or open your link again later."
            ),
            "noLastLook": _(
                "There is no network for the last look at all answers. They are kept on this"
                " phone; you may have them sent without it as soon as there is a network."
            ),
            "olderLook": _(
                "There is no network. What you changed last does not show on this page; it is"
                " kept on this phone and will be sent first."
            ),
            "noStorage": _(
                "This phone cannot keep your answers. They are sent at once; please keep this page"
                " open until it says that they are saved."
            ),
            "notSent": _("Not sent; your answers are kept on this phone."),
            "elsewhere": _(
                "The answers of your enterprise have already been sent, from another device or"
                " window. What waits on this phone did not come along and is not counted."
            ),
            "sending": _("Sending of all answers"),
            "copy": _("Save a copy"),
            "erase": _("Delete"),
            "sure": _("Delete these answers from this phone? They have not been sent."),
            "sureSending": _("Do not send the answers yet? They stay on this phone."),
            "fileName": _("answers.txt"),
        },
        "words",
    )
