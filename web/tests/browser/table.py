"""The table of VMs: filter, order, columns, the address as the view, CSV, and the same at a phone's width, dark.

Beside the shared environment: APUS_VMS, names of VMs that are there; the first one's state is off.
"""

import csv
import os

from apus_browser import PAGE_URL, Complaints, browser, picture, require, sign_in, visit

NAMES = os.environ["APUS_VMS"].split(",")


def shown(page) -> list:
    return [name.inner_text() for name in page.locator("tbody a.name").all()]


def heads(page) -> list:
    return [head.inner_text().strip("↑↓ 0123456789\n") for head in page.locator("thead th button").all()]


def await_names(page, names: list):
    page.wait_for_function(
        "names => JSON.stringify([...document.querySelectorAll('tbody a.name')].map(one => one.textContent)) === JSON.stringify(names)",
        arg=names,
    )


def cut(page):
    """A filter with completion, an order and a hidden column; all of it is in the address."""
    page.keyboard.press("/")
    page.keyboard.type("sta")
    option = page.get_by_role("option").filter(has_text="State").first
    option.wait_for()
    picture(page, "completion")
    option.click()
    page.keyboard.type("off" if page.get_by_label("Filter").input_value().rstrip().endswith("=") else "= off")
    page.keyboard.press("Enter")
    page.keyboard.type(f"name = ({'|'.join(NAMES)}),")
    page.keyboard.press("Escape")
    await_names(page, sorted(NAMES))
    page.get_by_role("columnheader", name="Name").click()
    await_names(page, sorted(NAMES, reverse=True))
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Find a column").fill("image")
    page.get_by_role("checkbox", name="Image", exact=True).click()
    page.keyboard.press("Escape")
    require("Image" not in heads(page), f"the column is still there: {heads(page)}")
    picture(page, "table")


def share(context, complaints, page):
    other = complaints.watch(context.new_page())
    visit(other, page.url)
    await_names(other, sorted(NAMES, reverse=True))
    require(heads(other) == heads(page), f"{heads(other)} instead of {heads(page)} at {page.url}")
    other.close()


def crowd(context, complaints):
    """A browser opens six connections to a server at most, and people open as many tabs as they like: each sees what one does."""
    tabs = [complaints.watch(context.new_page()) for _ in range(9)]
    for tab in tabs:
        visit(tab, f"{PAGE_URL}vms/{NAMES[0]}")
        tab.get_by_role("heading", name=NAMES[0]).wait_for()
    tabs[0].evaluate("""async (name) => {
        const body = JSON.stringify({title: "seen by all"})
        const answer = await fetch("api/v1/vms/" + name, {method: "PATCH", headers: {"Content-Type": "application/json"}, body})
        if (!answer.ok) throw new Error(await answer.text())
    }""", NAMES[0])
    for tab in tabs:
        tab.get_by_text("seen by all").first.wait_for()
        tab.close()


def export(page):
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    with open(waiting.value.path(), newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    require([line["name"] for line in lines] == sorted(NAMES, reverse=True), f"the CSV has {lines}")
    require("image" not in lines[0], f"the CSV has the hidden column: {list(lines[0])}")
    require(len(lines[0]) == len(heads(page)), f"{list(lines[0])} is not {heads(page)}")


complaints = Complaints()
with browser(1440, 900) as context:
    page = sign_in(context, complaints)
    visit(page, PAGE_URL + "vms")
    page.locator("tbody a.name").first.wait_for()
    cut(page)
    share(context, complaints, page)
    export(page)
    view = page.url
    page.reload()
    await_names(page, sorted(NAMES, reverse=True))
    require(page.url == view, f"reloaded, it is {page.url} instead of {view}")
    visit(page, PAGE_URL + "vms")
    page.locator("tbody a.name").first.wait_for()
    require("Image" not in heads(page), "the hidden column is not remembered")
    crowd(context, complaints)
complaints.check()
