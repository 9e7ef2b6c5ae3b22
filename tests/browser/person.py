"""Somebody at a browser, whose clicks and fields are counted, and whose pages become pictures."""

import os
import time
from pathlib import Path

from PIL import Image

PICTURES = os.environ.get("GUIDE_PICTURES", "")
LONG = 60_000  # milliseconds; a machine may be busy


class Person:
    """Opens pages by links and addresses of the menu, fills in fields by their names, presses."""

    def __init__(self, context, home):
        self.page, self.home = context.new_page(), home
        self.page.set_default_timeout(LONG)
        self.clicks = self.fields = self.pictures = 0
        self.began = time.monotonic()

    def go(self, address):
        """Open a page as a click in the menu or the list of steps does."""
        self.clicks += 1
        answer = self.page.goto(self.home + address)
        assert answer.status == 200, address
        assert "/admin/" not in self.page.url

    def fill(self, **values):
        for name, value in values.items():
            self.fields += 1
            self._fill(f'main :is(input, select, textarea)[name="{name}"]', value)

    def _fill(self, selector, value):
        field = self.page.locator(selector)
        if isinstance(value, dict):
            field.set_input_files(value)
        elif isinstance(value, bool):
            field.set_checked(value)
        elif field.first.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        elif field.first.get_attribute("type") in {"radio", "checkbox"}:
            for one in [value] if isinstance(value, str) else value:
                self.page.locator(f'{selector}[value="{one}"]').check()
        else:
            field.fill(value)

    def choose(self, name, words):
        """Choose the first entry of a list that holds some words."""
        self.fields += 1
        entry = self.page.locator(f'main select[name="{name}"] option', has_text=words).first
        value = entry.get_attribute("value")
        self.page.locator(f'main select[name="{name}"]').select_option(value)

    def tick(self, selector):
        """Tick every box that matches and is not ticked yet."""
        for box in self.page.locator(selector).all():
            if not box.is_checked():
                box.check()
                self.clicks += 1

    def press(self, selector="main form:not([method=get]) button.button--primary"):
        """Press a button and wait for the page it leads to; nothing may be refused there."""
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        refused = self.page.locator(".error-summary, .message--error").all_inner_texts()
        assert refused == [], (self.page.url, refused)

    def look(self, name):
        """Keep a picture for the guide, where somebody asked for pictures."""
        self.pictures += 1
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            target = Path(PICTURES) / f"{self.pictures:02d}-{name}.png"
            self.page.screenshot(path=str(target))
            Image.open(target).convert("RGB").quantize(64).save(target, optimize=True)

    def tell(self):
        """Note beside the pictures how much there was to do."""
        if PICTURES:
            seconds = time.monotonic() - self.began
            told = f"{self.clicks} clicks, {self.fields} fields, {seconds:.0f} seconds\n"
            Path(PICTURES, "counts.txt").write_text(told, encoding="utf-8")
