"""A page becomes a PDF with our own letters."""

from pathlib import Path

import fontpkg_be_vietnam_pro
from django.conf import settings
from django.template.loader import render_to_string

from core.models import site_is_demonstration

FONTS = Path(fontpkg_be_vietnam_pro.ROOT) / "files"


def faces() -> str:
    """The font faces of the paper, from the installed package."""
    found = {}
    for weight, name in ((400, "Regular"), (600, "SemiBold")):
        found[weight] = next(FONTS.rglob(f"*-{name}.ttf"))
    return "\n".join(
        f"@font-face {{ font-family: 'Be Vietnam Pro'; font-weight: {weight};"
        f" src: url('{path.as_uri()}'); }}"
        for weight, path in found.items()
    )


def pdf(template: str, context: dict[str, object]) -> bytes:
    """Lay a template out on A4, tagged for screen readers."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheet = (Path(settings.BASE_DIR) / "static" / "css" / "dialogues-paper.css").read_text()
    letterhead = {
        "association": settings.ASSOCIATION_NAME,
        "is_demonstration": site_is_demonstration(),
    }
    text = render_to_string(template, context | letterhead)
    page = HTML(string=text, base_url=str(settings.BASE_DIR))
    style = CSS(string=faces() + sheet, font_config=fonts)
    return bytes(page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"))
