"""What is shown in a display or a terminal of the page."""

import re
import time

from playwright.sync_api import Page

from apus_browser import LIMIT, require


class Shell:
    """The terminal in sight; its text is what xterm.js has drawn."""

    def __init__(self, page: Page):
        self.page = page

    def text(self) -> str:
        return self.page.evaluate(
            """() => [...document.querySelectorAll('.xterm-rows > div')].map(row => row.textContent.trimEnd()).join('\\n')"""
        ).replace("\u00a0", " ")

    def note(self) -> str:
        note = self.page.locator(".stage-note")
        return note.inner_text() if note.count() else ""

    def wait(self, holds, what: str, limit: int = LIMIT):
        end = time.monotonic() + limit / 1000
        while not (found := holds()):
            require(time.monotonic() < end, f"{what}: not within {limit} ms; note {self.note()!r}, text:\n{self.text()}")
            self.page.wait_for_timeout(100)
        return found

    def await_open(self, limit: int = LIMIT) -> None:
        """Open, be it after being asked to connect again: a guest that boots has no ssh yet."""

        def is_open():
            again = self.page.get_by_role("button", name="Connect again")
            if again.count():
                again.click()
                self.page.wait_for_timeout(1000)
            return self.page.locator(".pill", has_text="recorded").count() and not self.note()

        self.wait(is_open, "the terminal opens", limit)

    def await_closed(self, limit: int = LIMIT) -> str:
        return self.wait(lambda: self.page.get_by_role("button", name="Connect again").count() and self.note(), "the terminal says why it closed", limit)

    def focus(self) -> None:
        self.page.locator(".xterm-helper-textarea").focus()

    def say(self, line: str) -> None:
        self.page.keyboard.type(line, delay=5)
        self.page.keyboard.press("Enter")

    def await_text(self, wanted: str, limit: int = LIMIT) -> None:
        self.wait(lambda: wanted in self.text(), f"{wanted!r} appears", limit)

    def await_match(self, pattern: str, limit: int = LIMIT) -> str:
        match = self.wait(lambda: re.search(pattern, self.text(), re.MULTILINE), f"{pattern!r} appears", limit)
        return match.group(0)

    def rows(self) -> int:
        return self.page.locator(".xterm-rows > div").count()

    def await_rows(self, unlike: int) -> int:
        return self.wait(lambda: self.rows() != unlike and self.rows(), f"the terminal has other than {unlike} rows")


class Screen:
    """The display in sight, by its pixels."""

    def __init__(self, page: Page):
        self.page = page

    def ink(self) -> int:
        """How many of its pixels are not dark; -1 where there is none yet."""
        return self.page.evaluate(
            """() => {
                const canvas = document.querySelector('.stage canvas')
                if (!canvas || !canvas.width || document.querySelector('.stage-note')) return -1
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
                let ink = 0
                for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] > 200) ink++
                return ink
            }"""
        )

    def wait(self, holds, what: str, limit: int = LIMIT) -> None:
        end = time.monotonic() + limit / 1000
        while not holds(self.ink()):
            require(time.monotonic() < end, f"{what}: not within {limit} ms; {self.ink()} pixels are lit")
            self.page.wait_for_timeout(200)

    def await_picture(self, limit: int = LIMIT) -> None:
        self.wait(lambda ink: ink > 100, "the display shows something", limit)

    def await_other_than(self, ink: int, by: int = 100) -> None:
        self.wait(lambda now: abs(now - ink) >= by, f"the display changes from {ink} pixels")

    def focus(self) -> None:
        self.page.locator(".stage canvas").click()
