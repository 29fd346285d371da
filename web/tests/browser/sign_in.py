"""One click signs in; the secrets stay out of the address and of scripts; signing out ends it."""

from apus_browser import PAGE_URL, SIGN_IN_URL, Complaints, ask, browser, picture, require, sign_in, visit

complaints = Complaints()
with browser() as context:
    page = sign_in(context, complaints)
    page.wait_for_function("() => !location.hash.includes('ticket')")
    require("ticket" not in page.url, f"the ticket stays in the address: {page.url}")
    require(page.title().endswith("Apus"), f"the page is called {page.title()!r}")
    status, session = ask(page, "GET", "api/v1/session")
    require(session["role"] == "administrator", f"signed in as {session}")
    require(page.evaluate("document.cookie") == "", "a script can read the session's cookie")
    cookie = next((one for one in context.cookies() if one["name"] == "apus_session"), None)
    require(cookie is not None, "there is no cookie")
    require(cookie["httpOnly"] and cookie["sameSite"] == "Strict", f"the cookie is loose: {cookie}")
    picture(page, "signed-in")

    # Deep addresses are views of the page, and a second tab is signed in.
    second = complaints.watch(context.new_page())
    visit(second, PAGE_URL + "vms/some/view")
    require(second.title().endswith("Apus"), "a deep address does not open the page")
    require(ask(second, "GET", "api/v1/vms")[0] == 200, "the second tab is not signed in")

    # The content security policy keeps scripts out that are not the page's own.
    page.evaluate(
        """() => { const script = document.createElement('script');
                   script.textContent = 'window.intruder = 1'; document.head.append(script) }"""
    )
    require(page.evaluate("window.intruder") is None, "an inline script ran")
    refused = [text for text in complaints if "Content Security Policy" in text]
    require(len(refused) == 1, f"the policy said: {refused}")
    complaints.remove(refused[0])

    require(ask(page, "DELETE", "api/v1/session")[0] == 204, "signing out failed")
    require(ask(second, "GET", "api/v1/vms")[0] == 401, "signed out, and still let in")

with browser() as context:
    page = context.new_page()
    visit(page, SIGN_IN_URL)
    page.wait_for_timeout(1000)
    require(ask(page, "GET", "api/v1/session")[0] == 401, "the address signs in twice")

complaints.check()
