"""The questionnaire on paper."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from surveys.instrument.document import Document
from surveys.models import Wave


def html(*, wave: Wave, document: Document, language: str) -> str:
    with translation.override(language):
        sections = [
            {
                "title": document.words(section.title, language),
                "intro": document.words(section.intro, language),
                "questions": [
                    {
                        "kind": question.kind,
                        "text": document.words(question.text, language),
                        "help": document.words(question.help, language),
                        "unit": document.words(question.unit, language),
                        "choices": [document.words(c.text, language) for c in question.choices],
                        "rows": [document.words(row.text, language) for row in question.rows],
                    }
                    for question in section.questions
                    if question.kind != "calculated"
                ],
            }
            for section in document.sections
        ]
        return render_to_string(
            "surveys/paper/sheet.html",
            {
                "wave": wave,
                "title": document.words(document.title, language),
                "sections": sections,
                "language": language,
            },
        )


def pdf(*, wave: Wave, document: Document, language: str) -> bytes:
    from weasyprint import HTML

    style = settings.BASE_DIR / "static" / "css" / "sheet.css"
    page = HTML(string=html(wave=wave, document=document, language=language))
    return bytes(page.write_pdf(stylesheets=[str(style)]))
