"""A machine's network changes while the page loads, and its browser gives up what was under way: the page comes all the same.

Beside the shared environment: APUS_VM, a name of a VM that is there.
"""

import os

from apus_browser import PAGE_URL, Complaints, browser, require, sign_in, visit

VM = os.environ["APUS_VM"]


class Losses:
    """What a browser does then, for the first request to each address that has these words."""

    def __init__(self, context, *words: str):
        self.lost = set()
        for word in words:
            context.route(f"**/*{word}*", self.lose)

    def lose(self, route):
        address = route.request.url.split("?")[0]
        if address in self.lost:
            return route.continue_()
        self.lost.add(address)
        route.abort("failed")

    def check(self, word: str):
        require(any(word in address for address in self.lost), f"nothing was lost of {word}")


complaints = Complaints()
with browser(1440, 900) as context:
    losses = Losses(context, "assets/main-", "api/v1/session", "api/v1/kinds", "api/v1/vms", "assets/Display-")
    page = sign_in(context, complaints)
    visit(page, PAGE_URL + "vms")
    page.locator("tbody a.name").filter(has_text=VM).click()
    page.get_by_label("Parts").get_by_role("link", name="Display").click()
    page.locator(".stage canvas").wait_for()
    for word in ("main", "session", "kinds", "vms", "Display"):
        losses.check(word)
    require(page.evaluate("history.state") is None, "the page does not know that it came whole")
complaints.check()
