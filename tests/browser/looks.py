"""What is wrong with how a page looks: found in both schemes and on both screens of one visit.

A page is loaded once a language. What a scheme, a width or a language cannot change is not looked
at again: in the dark only contrast is, on the other screen what stands there and did not before,
and in the other language whether all that speaks still does.
"""

from functools import cache

from axe_playwright_python.sync_playwright import Axe

PHONE, DESK = (320, 640), (1366, 768)  # the narrowest screen on which nothing may scroll sideways
CONTRAST = "color-contrast"
SPEAKING = (
    "html-has-lang", "html-lang-valid", "valid-lang", "document-title", "page-has-heading-one",
    "link-name", "button-name", "input-button-name", "label", "select-name", "summary-name",
    "frame-title", "image-alt", "svg-img-alt", "empty-heading", "empty-table-header",
    "aria-command-name", "aria-input-field-name", "aria-toggle-field-name", "label-title-only",
)  # fmt: skip
APPEARING = (
    "region", "landmark-one-main", "landmark-unique", "landmark-no-duplicate-main", "heading-order",
    "bypass", "skip-link", "scrollable-region-focusable", "target-size", "aria-hidden-focus",
    "nested-interactive", "tabindex", "link-in-text-block",
)  # fmt: skip
ONLY_SPEAKING = {"runOnly": {"type": "rule", "values": [*SPEAKING]}}
ON_THE_OTHER_SCREEN = {"runOnly": {"type": "rule", "values": [*SPEAKING, *APPEARING]}}
ONLY_CONTRAST = {"runOnly": {"type": "rule", "values": [CONTRAST]}}
RUN = """options => axe.run(document, {resultTypes: ['violations'], ...options}).then(found =>
  found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`))"""
TABLES = ".table-wrap:not(.chart *)"  # the numbers behind a picture may scroll in their frame
SIDEWAYS = f"[...document.querySelectorAll('{TABLES}')].some(e => e.scrollWidth > e.clientWidth)"


@cache
def program():
    return Axe().axe_script


def run_axe(page, options=None):
    """Name each rule that is broken, and the first place of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(program())
    return page.evaluate(RUN, options or {})


def find_overflow(page):
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        return ["wider than the screen"]
    return []


def find_tables_that_scroll(page):
    """Find tables that a phone shows in part only; those of the dialogues become cards there."""
    show(page, PHONE, "light")
    return ["a table scrolls sideways"] if page.evaluate(SIDEWAYS) else []


def run_axe_in_both_schemes(page):
    """Run all rules in the light, and in the dark the one that colours can break."""
    page.emulate_media(color_scheme="light")
    found = run_axe(page)
    page.emulate_media(color_scheme="dark")
    return found + [f"dark {fault}" for fault in run_axe(page, ONLY_CONTRAST)]


def find_faults(page):
    """Look at a loaded page on phone and desk, in the light and the dark."""
    show(page, PHONE, "light")
    found = [*run_axe_in_both_schemes(page), *find_overflow(page)]
    show(page, DESK, "light")
    return found + [
        f"desk {fault}" for fault in (*run_axe(page, ON_THE_OTHER_SCREEN), *find_overflow(page))
    ]


def find_faults_of_words(page):
    """Look at a loaded page for what another language may have changed: names, order, widths."""
    show(page, PHONE, "light")
    found = [*run_axe(page, ONLY_SPEAKING), *find_overflow(page)]
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    return found + [f"desk {fault}" for fault in find_overflow(page)]


def show(page, size, scheme):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)


LOOKS = {"vi": find_faults, "en": find_faults_of_words}
