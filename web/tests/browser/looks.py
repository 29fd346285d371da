"""Each place of the page, light and dark, wide and phone-narrow: nothing is wider than the window, and nothing complains.

Beside the shared environment: APUS_PATHS, further places as paths with commas between them.
"""

import os

from apus_browser import PAGE_URL, Complaints, browser, picture, require, sign_in, visit

PLACES = ["", "vms", "vms/new", "hosts", "images", "networks", "pools", "volumes", "providers", "operations", "recordings",
          "snapshots", "instance-types", "settings"]  # fmt: skip
PATHS = PLACES + [path for path in os.environ.get("APUS_PATHS", "").split(",") if path]


def look(page, path: str, name: str):
    visit(page, PAGE_URL + path)
    page.get_by_role("banner").first.wait_for()
    page.locator(".waiting").first.wait_for(state="detached")
    page.wait_for_timeout(700)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    require(over <= 0, f"/{path} is {over} pixels wider than the window ({name})")
    require(page.locator(".note.bad").count() == 0, f"/{path} says {page.locator('.problem, .failure').all_inner_texts()}")
    picture(page, f"{name}-{path.replace('/', '_').replace('?', '_') or 'overview'}")


complaints = Complaints()
with browser(1440, 900) as context:
    page = sign_in(context, complaints)
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        for width, height in ((1440, 900), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            for path in PATHS:
                look(page, path, f"{'dark' if dark else 'light'}-{width}")
complaints.check()
