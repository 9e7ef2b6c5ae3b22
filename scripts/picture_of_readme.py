"""The published report of a demonstration that is being served, as README shows it."""

import sys
import time

from PIL import Image
from playwright.sync_api import Error, Page, sync_playwright

PATIENCE = 60  # seconds until the server must answer
REPORT = "/analysis/runs/2/"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def take(address: str, target: str) -> None:
    """Keep the top of the report, in few colours so that the file is small."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(locale="vi-VN", viewport={"width": 1280, "height": 960})
        _open(page, address + REPORT)
        page.screenshot(path=target)
        browser.close()
    Image.open(target).convert("RGB").quantize(128).save(target, optimize=True)


def _open(page: Page, address: str) -> None:
    for _second in range(PATIENCE):
        try:
            page.goto(address)
        except Error:
            time.sleep(1)
        else:
            return
    raise SystemExit(f"Nothing answers at {address}.")


if __name__ == "__main__":
    take(*sys.argv[1:])
