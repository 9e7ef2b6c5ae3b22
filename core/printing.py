"""HTML as PDF, in the letters we ship whatever the machine has."""

from dataclasses import dataclass
from pathlib import Path

import fontpkg_be_vietnam_pro
from django.conf import settings
from django.template.loader import render_to_string

from core.letterhead import current
from core.models import site_is_demonstration

FONTS = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
FACES = (("Regular", 400, "normal"), ("Italic", 400, "italic"), ("SemiBold", 600, "normal"))
TAGGED = "pdf/ua-1"


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


def print_page(template: str, context: dict[str, object], sheet: str) -> bytes:
    """Lay a template out under the letterhead of the Association, tagged for screen readers."""
    letterhead = {
        "association": current().name,
        "town": current().town,
        "is_demonstration": site_is_demonstration(),
    }
    return print_html(render_to_string(template, context | letterhead), sheet, tagged=True).content


def _faces() -> str:
    """The font faces of the paper, from the installed package."""
    return "".join(
        f"@font-face {{ font-family: 'Be Vietnam Pro'; font-weight: {weight}; font-style: {slope};"
        f" src: url('{(FONTS / f'BeVietnamPro-{name}.ttf').as_uri()}'); }}\n"
        for name, weight, slope in FACES
    )
