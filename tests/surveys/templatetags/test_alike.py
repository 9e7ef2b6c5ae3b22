"""What all readers see alike is laid out once, and nothing of a single one gets into it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine, TemplateSyntaxError
from django.urls import reverse
from django.utils import translation

from surveys.models import Wave
from surveys.templatetags.alike import Alike
from tests.surveys.instrument.documents import words
from tests.surveys.links import link, two_pages

PAGES = sorted(Path(settings.BASE_DIR, "templates", "answering").rglob("*.html"))
# frozen data, and words of the questionnaire or the Association; nothing of whoever answers
SHARED = {
    *("begun", "comma", "digest", "frame", "is_wrong", "names", "number", "of", "official"),
    *("section", "sections", "sentences", "takes_files", "thanks", "title", "wave", "welcome"),
}


def template(text):
    return Engine.get_default().from_string("{% load i18n alike %}" + text)


def test_inside_sees_the_values_named_and_nothing_else_of_the_page():
    page = template("{% alike word=said %}{{ word }}|{{ token }}{% endalike %}{{ token }}")

    assert page.render(Context({"said": "<một>", "token": "Ab3"})) == "&lt;một&gt;|Ab3"
    assert page.render(Context({"said": "hai", "token": "Xy9"})) == "hai|Xy9"


def test_it_is_laid_out_once_for_each_language_and_set_of_values():
    page = template('{% alike word=word %}{% translate "Continue" %} {{ word }}{% endalike %}')
    [place] = [each for each in page.nodelist if hasattr(each, "kept")]

    def render(language, word):
        with translation.override(language):
            return page.render(Context({"word": word}))

    assert [render("vi", "a"), render("en", "a"), render("vi", "b"), render("vi", "a")] == [
        "Tiếp tục a",
        "Continue a",
        "Tiếp tục b",
        "Tiếp tục a",
    ]
    assert len(place.kept) == 3


def test_a_row_is_refused_since_it_changes_under_one_key():
    with pytest.raises(TypeError, match="plain values"):
        template("{% alike wave=wave %}{% endalike %}").render(Context({"wave": Wave(pk=1)}))


def test_values_have_names():
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        template("{% alike word %}{% endalike %}")


@pytest.mark.django_db
def test_a_title_that_repeats_an_answer_is_not_kept(client):
    document = two_pages()
    document["sections"][1]["title"] = words("Về “${days}” ngày")
    token, _key = link(document)
    address = reverse("surveys:page", args=[token, "one"])
    following = client.post(
        address, {"met": "yes", "days": "7654321", "rated.r1": "a", "rated.r2": "a"}
    )

    page = client.get(following.url).content.decode()

    assert "7.654.321" in re.search(r"<h1>(.*?)</h1>", page)[1]
    places = Engine.get_default().get_template("answering/page.html").nodelist
    kept = [each.kept for each in places.get_nodes_by_type(Alike)]
    assert any(kept)
    assert "7.654.321" not in str(kept)


def test_pages_keep_nothing_of_whoever_answers():
    given = {
        name
        for page in PAGES
        for values in re.findall(r"{% alike (.*?)%}", page.read_text(encoding="utf-8"))
        for name in re.findall(r"(\w+)=", values)
    }

    assert given == SHARED
