"""HTML as PDF, in the letters we ship whatever the machine has."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import fontpkg_be_vietnam_pro
from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from core.clock import timezone
from core.letterhead import current
from core.models import site_is_demonstration
from core.storage import files

FONTS = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
FACES = (("Regular", 400, "normal"), ("Italic", 400, "italic"), ("SemiBold", 600, "normal"))
TAGGED = "pdf/ua-1"
FOLDER, KEPT_FOR = "printed", timedelta(hours=1)  # a later one may look otherwise


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and how many pages it has."""

    content: bytes
    pages: int


def print_html(html: str, sheet: str, *, rules: str = "", tagged: bool = False) -> Printed:
    """Lay HTML out with a style sheet of ``static/css``; ``rules`` stand before it.

    ``tagged``: with the structure screen readers need (PDF/UA).
    """
    path = Path(settings.BASE_DIR) / "static" / "css" / sheet
    return _lay_out(html, _faces() + rules + path.read_text(encoding="utf-8"), tagged)


def _lay_out(html: str, rules: str, tagged: bool) -> Printed:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = CSS(string=rules, font_config=fonts)
    variant = {"pdf_variant": TAGGED} if tagged else {}
    source = HTML(string=html, base_url=str(settings.BASE_DIR))
    document = source.render(stylesheets=[style], font_config=fonts, **variant)
    return Printed(bytes(document.write_pdf(**variant)), len(document.pages))


def print_page_once(
    template: str, context: dict[str, object], sheet: str, *, now: datetime
) -> bytes:
    """The same of what anybody may ask for again and again: printed once an hour for all.

    What the page says names the file, so that one with other words is never handed out.
    """
    html = render_to_string(template, context | _letterhead())
    named = hashlib.sha256(f"{sheet} {html}".encode()).hexdigest()
    path = f"{FOLDER}/{named[:40]}.pdf"
    if kept := _read_kept(path, now):
        return kept
    content = print_html(html, sheet, tagged=True).content
    files.write(path, content)
    return content


def _read_kept(path: str, now: datetime) -> bytes:
    """What was printed within the hour; nothing where it is gone, be it only just now."""
    try:
        if not default_storage.exists(path) or _is_old(path, now):
            return b""
        with default_storage.open(path) as kept:
            return bytes(kept.read())
    except FileNotFoundError:
        return b""


def forget_printed(*, now: datetime) -> None:
    """Erase what was printed an hour ago; a paper that was redacted since is among it."""
    for name in files.names_in(FOLDER):
        if _is_old(name, now):
            default_storage.delete(name)


def _is_old(path: str, now: datetime) -> bool:
    return default_storage.get_modified_time(path) <= timezone.true(now) - KEPT_FOR


def print_page(template: str, context: dict[str, object], sheet: str) -> bytes:
    """Lay a template out under the letterhead of the Association, tagged for screen readers."""
    html = render_to_string(template, context | _letterhead())
    return print_html(html, sheet, tagged=True).content


def _letterhead() -> dict[str, object]:
    return {
        "association": current().name,
        "town": current().town,
        "is_demonstration": site_is_demonstration(),
    }


def _faces() -> str:
    """The font faces of the paper, from the installed package."""
    return "".join(
        f"@font-face {{ font-family: 'Be Vietnam Pro'; font-weight: {weight}; font-style: {slope};"
        f" src: url('{(FONTS / f'BeVietnamPro-{name}.ttf').as_uri()}'); }}\n"
        for name, weight, slope in FACES
    )
