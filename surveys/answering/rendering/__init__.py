"""The HTML of answering pages: Django's templates, given what one respondent's page is made of.

    render_page(template, language, languages, **values)   any page, in the respondent's language
    section_html(visiting, section, language, now)         one section, with answers and errors
    overview_html(visiting, language)                      all answers, before they are sent
    question_html(shown, language, answers, typed, errors) one question, by its kind
    dispute_sentences(visiting, section, language)         answers two devices gave differently
    script_sentences(language)                             what the script of the pages may say
    compress(request, response)                            smaller answers for slow networks

HTML that everybody sees alike is kept in the process: questions with nothing or a choice in them,
answers that are a choice. What somebody wrote in own words is never kept.
"""

from surveys.answering.rendering.compression import compress
from surveys.answering.rendering.disputes import dispute_sentences
from surveys.answering.rendering.overview import overview_html
from surveys.answering.rendering.pages import AboutWave, render_page
from surveys.answering.rendering.questions import question_html
from surveys.answering.rendering.script import script_sentences
from surveys.answering.rendering.sections import section_html

__all__ = [
    "AboutWave",
    "compress",
    "dispute_sentences",
    "overview_html",
    "question_html",
    "render_page",
    "script_sentences",
    "section_html",
]
