"""What the browser scenarios share.

A scenario is a program: it ends with 0 when all was as it should be, else it says on standard error what was not. It gets
  APUS_PAGE_URL      the page's address
  APUS_SIGN_IN_URL   an address that signs in, once
  APUS_SCREENSHOTS   a folder for pictures; none are taken without it
"""

import contextlib
import os
import pathlib
import sys
import time

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

LIMIT = 20_000  # milliseconds that anything on a page may take

PAGE_URL = os.environ["APUS_PAGE_URL"]
SIGN_IN_URL = os.environ.get("APUS_SIGN_IN_URL", "")


@contextlib.contextmanager
def browser(width: int = 1280, height: int = 800, dark: bool = False):
    """Lends a browser that knows nothing of others, with its context."""
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not work for root, who runs these tests on pages of our own.
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("APUS_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        try:
            context = chromium.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
            )
            context.set_default_timeout(LIMIT)
            yield context
        finally:
            chromium.close()


class Complaints(list):
    """What a page complained of: scripts that failed, and what the content security policy refused."""

    def watch(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.append(f"script error: {error}"))
        page.on("console", lambda message: self.note(message.type, message.text))
        return page

    def note(self, kind: str, text: str) -> None:
        # An answer with an error status, or a display that is refused, is the page's to show; the browser and noVNC tell it too.
        if kind == "error" and not any(known in text for known in ("Failed to load resource", "Failed when connecting: ")):
            self.append(text)

    def check(self) -> None:
        require(not self, "the page complained:\n  " + "\n  ".join(self))


def require(holds: bool, words: str) -> None:
    """Ends the scenario, saying what was not as it should be."""
    if not holds:
        sys.exit(words)


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("APUS_SCREENSHOTS")
    if folder:
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(pathlib.Path(folder) / f"{name}.png"))


def visit(page: Page, address: str) -> None:
    """Opens an address. Guests come and go beside the browser, which gives up what it loads when its machine's network changes."""
    for _ in range(5):
        try:
            page.goto(address)
            return
        except Error as error:
            if "ERR_NETWORK_CHANGED" not in error.message:
                raise
    page.goto(address)


def sign_in(context: BrowserContext, complaints: Complaints) -> Page:
    """Opens the address that signs in, and waits until the page is signed in."""
    page = complaints.watch(context.new_page())
    visit(page, SIGN_IN_URL)
    end = time.monotonic() + 60
    while not is_signed_in(page):
        require(time.monotonic() < end, f"the address did not sign in; the page is at {page.url} and said: {complaints}")
        page.wait_for_timeout(100)
    return page


def is_signed_in(page: Page) -> bool:
    try:
        return ask(page, "GET", "api/v1/session")[0] == 200
    except Error:
        # The page loads anew, or its browser gave the request up.
        return False


def ask(page: Page, method: str, path: str, body=None):
    """What the page itself gets when it asks the server: status and JSON."""
    return page.evaluate(
        """async ([method, path, body]) => {
            const ask = () => fetch(new URL(path, document.baseURI), {
                method, body: body === null ? undefined : JSON.stringify(body),
                headers: body === null ? {} : {'Content-Type': 'application/json'},
            })
            const answer = await ask().catch(ask)
            return [answer.status, await answer.json().catch(() => null)]
        }""",
        [method, path, body],
    )
