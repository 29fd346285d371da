"""One VM from the wizard to its replayed terminals: made, watched, typed into, rebooted, and all of it recorded.

Beside the shared environment: APUS_IMAGE and APUS_TYPE, what to make it from; APUS_VM, its name.
"""

import os

from apus_browser import PAGE_URL, Complaints, browser, picture, require, sign_in, visit
from apus_terminal import Screen, Shell

IMAGE, TYPE, NAME = (os.environ[name] for name in ("APUS_IMAGE", "APUS_TYPE", "APUS_VM"))
BOOT = 90_000  # milliseconds until a guest without KVM can be used


def make(page):
    page.keyboard.press("n")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Image", exact=True).select_option(IMAGE)
    page.get_by_role("radio", name=TYPE).click()
    page.get_by_label("User", exact=True).fill("apus")
    page.get_by_text("could take it").first.wait_for()
    picture(page, "wizard")
    page.get_by_role("button", name="Create and start").click()
    page.get_by_role("heading", name=NAME, exact=True).wait_for()


def watch(page):
    """A window that had the list open before the VM was there shows it without being touched."""
    row = page.get_by_role("row").filter(has_text=NAME)
    row.wait_for()
    row.get_by_text("running").wait_for(timeout=BOOT)


def tab(page, name):
    page.get_by_label("Parts").get_by_role("link", name=name).click()


def display(page) -> Screen:
    tab(page, "Display")
    screen = Screen(page)
    screen.await_picture(BOOT)
    return screen


def type_into_display(page):
    screen = display(page)
    picture(page, "display")
    before = screen.ink()
    screen.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("echo seen on the display", delay=30)
    page.keyboard.press("Enter")
    screen.await_other_than(before)
    picture(page, "display-typed")


def use_console(page):
    tab(page, "Terminal")
    # It opens with SSH where the address is known already.
    page.get_by_role("radio", name="Serial console").click()
    shell = Shell(page)
    shell.await_open()
    shell.focus()
    # What is typed before the guest reads its line is lost.
    shell.wait(lambda: f"{NAME}:~#" in shell.text() or page.keyboard.press("Enter"), "the console has a prompt", BOOT)
    shell.say("echo console-$((20 + 3))")
    shell.await_text("console-23")
    picture(page, "console")


def use_ssh(page) -> Shell:
    page.get_by_role("radio", name="SSH").click()
    shell = Shell(page)
    shell.await_open(BOOT)
    shell.focus()
    shell.say("echo ssh-$((20 + 4)) äöü€")
    shell.await_text("ssh-24 äöü€")
    resize(page, shell)
    return shell


def resize(page, shell: Shell):
    """The guest knows the size of what is seen."""
    for width, height in ((900, 600), (1440, 900)):
        before = shell.rows()
        page.set_viewport_size({"width": width, "height": height})
        rows = shell.await_rows(unlike=before)
        shell.say(f"clear; stty size | sed 's/^/size-{width}-/'")
        size = shell.await_match(rf"size-{width}-(\d+) \d+$").split("-")[2]
        require(size.split()[0] == str(rows), f"the guest has {size}, the page {rows} rows")
        picture(page, f"ssh-{width}")


def boot_id(shell: Shell) -> str:
    shell.say("clear; sed 's/^/boot-/' /proc/sys/kernel/random/boot_id")
    return shell.await_match(r"boot-[0-9a-f]{8}-[0-9a-f-]{27}$")


def reboot(page, shell: Shell):
    """The ssh session says why it ended, and one click opens another in the guest that has booted anew."""
    before = boot_id(shell)
    page.get_by_role("button", name="Reboot").click()
    words = shell.await_closed(BOOT)
    require(len(words) > len("Connect again") + 10, f"the terminal only says {words!r}")
    picture(page, "ssh-closed")
    shell.await_open(BOOT)
    shell.focus()
    require(boot_id(shell) != before, "the guest did not boot anew")
    shell.say("exit")
    shell.await_closed()


def stop_and_start(page):
    """The display says that the machine is off, and opens by itself when it runs again."""
    display(page)
    page.get_by_role("button", name="Shut down").click()
    page.get_by_text(f"{NAME} is off").wait_for(timeout=BOOT)
    picture(page, "display-off")
    page.get_by_role("button", name="Start it").click()
    Screen(page).await_picture(BOOT)


def replay(page):
    """The ssh session is listed, found by its text, and played to the same text."""
    page.get_by_label("Main").get_by_role("link", name="Recordings").click()
    row = page.get_by_role("row").filter(has_text=NAME).filter(has_text="ssh").filter(has_text="whole")
    row.first.wait_for()
    picture(page, "recordings")
    page.get_by_role("button", name="Search in them").click()
    page.get_by_label("Text", exact=True).fill("ssh-24 äöü€")
    page.get_by_role("button", name="Search", exact=True).click()
    hit = page.get_by_role("dialog").get_by_role("link").filter(has_text="ssh-24 äöü€").first
    hit.wait_for()
    picture(page, "recordings-search")
    hit.click()
    page.get_by_role("radio", name="8×").click()
    shell = Shell(page)
    page.get_by_role("slider", name="Where").wait_for()
    require("closed" not in shell.text(), f"the player does not begin where the text stands: {shell.text()}")
    page.get_by_role("button", name="Play", exact=True).first.click()
    shell.await_text("closed", BOOT)
    picture(page, "replay")


complaints = Complaints()
with browser(1440, 900) as context:
    page = sign_in(context, complaints)
    picture(page, "overview-empty")
    other = complaints.watch(context.new_page())
    visit(other, PAGE_URL + "vms")
    other.get_by_role("link", name="Virtual machines").wait_for()
    make(page)
    watch(other)
    picture(other, "list-watched")
    picture(page, "summary")
    use_console(page)
    type_into_display(page)
    tab(page, "Terminal")
    reboot(page, use_ssh(page))
    stop_and_start(page)
    replay(page)
complaints.check()
