"""What goes to the printer: HTML as PDF, in the letters we ship whatever the machine has."""

from pathlib import Path

from django.conf import settings


def pdf(html: str, style: str) -> bytes:
    """Lay HTML out with a style sheet of ``static/css``."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheet = (Path(settings.BASE_DIR) / "static" / "css" / style).read_text(encoding="utf-8")
    styles = [CSS(string=_faces() + sheet, font_config=fonts)]
    return bytes(HTML(string=html).write_pdf(stylesheets=styles, font_config=fonts))


def _faces() -> str:
    import fontpkg_be_vietnam_pro  # noqa: PLC0415 -- looks for its files

    files = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
    return "".join(
        f"@font-face {{ font-family: 'Be Vietnam Pro'; font-weight: {weight};"
        f" src: url('{(files / f'BeVietnamPro-{name}.ttf').as_uri()}'); }}"
        for weight, name in ((400, "Regular"), (600, "SemiBold"))
    )
