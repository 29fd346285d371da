"""What is done to VMs with the page's own dialogs: several at once, snapshots, disks, media, a clone, and the definition.

Beside the shared environment: APUS_VMS, three VMs that run and whose guests do nothing; APUS_ISO, an image of format iso.
"""

import os

from apus_browser import PAGE_URL, Complaints, ask, browser, picture, require, sign_in, visit

FIRST, SECOND, THIRD = os.environ["APUS_VMS"].split(",")
ISO = os.environ["APUS_ISO"]


def go(page, path: str):
    visit(page, PAGE_URL + path)
    page.get_by_role("banner").first.wait_for()


def button(place, name: str):
    return place.get_by_role("button", name=name, exact=True)


def answer(page, name: str):
    """Presses a button of the dialog, which then is gone."""
    button(page.get_by_role("dialog"), name).click()
    page.get_by_role("dialog").wait_for(state="detached")


def await_done(page, verb: str):
    """Its operation has ended well, and the word of it is put away."""
    toast = page.locator(".toast").filter(has_text=verb).first
    toast.filter(has_text="succeeded").wait_for()
    button(toast, "Close").click()
    toast.wait_for(state="detached")


def choose(page, verb: str):
    button(page, "More actions").first.click()
    # Of several rows, it also says for how many it fits.
    page.locator(".menu-panel").get_by_role("button", name=verb).first.click()


def await_states(page, state: str):
    for name in (FIRST, SECOND):
        page.get_by_role("row").filter(has_text=name).get_by_text(state, exact=True).wait_for()


def several_at_once(page):
    go(page, "vms")
    for name in (FIRST, SECOND):
        page.get_by_role("row").filter(has_text=name).locator(".pick").click()
    tools = page.get_by_role("toolbar")
    tools.get_by_text("2 selected").wait_for()
    choose(tools, "Cut the power")
    picture(page, "bulk")
    answer(page, "Cut the power 2")
    await_states(page, "off")
    await_done(page, "Cut the power")
    button(tools, "Start").click()
    await_states(page, "running")
    await_done(page, "Start")
    third = page.get_by_role("row").filter(has_text=THIRD)
    require(third.get_by_text("running", exact=True).count() == 1, f"{THIRD} was not selected, and is {third.inner_text()!r}")


def cut_the_power(page, name: str):
    go(page, f"vms/{name}")
    choose(page, "Cut the power")
    answer(page, "Cut the power")
    page.locator(".title-bar").get_by_text("off", exact=True).wait_for()


def snapshot(page):
    go(page, f"vms/{FIRST}?tab=snapshots")
    button(page, "Take one").click()
    page.get_by_role("dialog").get_by_label("Name").fill("before")
    answer(page, "Take")
    row = page.get_by_role("row").filter(has_text="before")
    row.get_by_text("it stands here").wait_for()
    await_done(page, "Snapshot")
    picture(page, "snapshot")
    button(row, "Revert").click()
    answer(page, "Revert")
    await_done(page, "Revert")
    button(row, "Delete").click()
    answer(page, "Delete")
    page.get_by_text("No snapshots").wait_for()


def act_on(page, row, verb: str):
    row.get_by_title("What to do with").click()
    button(page.locator(".menu-panel"), verb).click()


def disks(page):
    go(page, f"vms/{FIRST}?tab=disks")
    button(page, "Attach").click()
    page.get_by_role("dialog").get_by_label("Size").fill("17 MiB")
    answer(page, "Attach")
    row = page.get_by_role("row").filter(has_text="17 MiB")
    row.wait_for()
    await_done(page, "Attach")
    act_on(page, row, "Grow")
    page.get_by_role("dialog").get_by_label("New size").fill("49 MiB")
    answer(page, "Grow")
    row = page.get_by_role("row").filter(has_text="49 MiB")
    row.wait_for()
    act_on(page, row, "Detach")
    picture(page, "detach")
    answer(page, "Detach and delete its volume")
    row.wait_for(state="detached")


def media(page):
    button(page, "Attach").click()
    page.get_by_role("radio", name="CD-ROM drive").click()
    answer(page, "Attach")
    drive = page.get_by_role("row").filter(has_text="cdrom")
    drive.get_by_text("empty").wait_for()
    await_done(page, "Attach")
    act_on(page, drive, "Insert or eject")
    page.get_by_role("dialog").get_by_label("Image").select_option(ISO)
    answer(page, "Insert")
    drive.get_by_text(".iso").wait_for()


def clone(page):
    go(page, f"vms/{FIRST}")
    choose(page, "Clone")
    page.get_by_label("Name of the copy").fill(f"{FIRST}-copy")
    page.get_by_text("It makes").wait_for()
    picture(page, "clone")
    answer(page, "Clone")
    await_done(page, "Clone")
    go(page, f"vms/{FIRST}-copy")
    page.get_by_role("heading", name=f"{FIRST}-copy", exact=True).wait_for()


def definition(page):
    """What would change is read before it is applied; what the host refuses is not lost."""
    go(page, f"vms/{FIRST}?tab=xml")
    button(page, "Edit…").click()
    button(page, "Edit").click()
    text = page.get_by_label("Definition")
    before = text.input_value()
    text.fill(before.replace("</devices>", "<rubbish/></devices>"))
    button(page, "Show what would change").click()
    button(page, "Apply").click()
    page.get_by_role("main").get_by_role("alert").wait_for()
    require("<rubbish/>" in text.input_value(), "what was written is gone")
    text.fill(before.replace("</devices>", "  <watchdog model='i6300esb' action='reset'/>\n  </devices>"))
    button(page, "Show what would change").click()
    page.locator(".diff .add").first.wait_for()
    added = page.locator(".diff .add").all_inner_texts()
    require(len(added) == 1 and "watchdog" in added[0] and page.locator(".diff .del").count() == 0, f"the diff adds {added}")
    picture(page, "diff")
    button(page, "Apply").click()
    page.locator("pre.text").filter(has_text="watchdog").wait_for()
    button(page, "Edit").wait_for()


def verbs_without_a_body(page):
    status, pools = ask(page, "GET", "api/v1/pools?limit=1&filter=state+%3D+active")
    require(status == 200 and len(pools["items"]) == 1, f"there is no active pool: {pools}")
    go(page, f"pools/{pools['items'][0]['id']}")
    choose(page, "Look for changes")
    await_done(page, "Refresh")


complaints = Complaints()
with browser(1440, 900) as context:
    page = sign_in(context, complaints)
    several_at_once(page)
    cut_the_power(page, FIRST)
    snapshot(page)
    disks(page)
    media(page)
    clone(page)
    definition(page)
    verbs_without_a_body(page)
complaints.check()
