"""A page of another origin on the same machine, with the person signed in, can neither change nor read nor frame anything."""

import http.server
import threading

from apus_browser import PAGE_URL, Complaints, ask, browser, require, sign_in

TRIES = """async target => {
    const told = []
    const attempt = async (name, path, options) => {
        try {
            const answer = await fetch(target + path, {credentials: 'include', ...options})
            told.push([name, answer.type, answer.status])
        } catch (error) { told.push([name, 'refused', 0]) }
    }
    const json = {'Content-Type': 'application/json'}
    const body = JSON.stringify({name: 'intruder', role: 'administrator'})
    await attempt('read', 'api/v1/tokens', {})
    await attempt('read unseen', 'api/v1/tokens', {mode: 'no-cors'})
    await attempt('json', 'api/v1/tokens', {method: 'POST', headers: json, body})
    await attempt('plain', 'api/v1/tokens', {method: 'POST', mode: 'no-cors', body})
    await attempt('sign out', 'api/v1/session', {method: 'DELETE'})
    await attempt('tickets', 'api/v1/tickets', {method: 'POST', mode: 'no-cors', body: '{"for":"session"}'})
    return told
}"""


class Foreign(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>foreign</title>")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Foreign)
threading.Thread(target=server.serve_forever, daemon=True).start()
complaints = Complaints()
with browser() as context:
    own = sign_in(context, complaints)
    before = ask(own, "GET", "api/v1/tokens")[1]
    foreign = context.new_page()
    foreign.goto(f"http://127.0.0.1:{server.server_port}/")
    for name, kind, status in foreign.evaluate(TRIES, PAGE_URL):
        require(kind in ("refused", "opaque") and status == 0, f"a foreign page could {name}: {kind} {status}")
    framed = foreign.evaluate(
        """target => new Promise(done => {
            const frame = document.createElement('iframe')
            frame.onload = () => { try { done(frame.contentDocument === null ? 'foreign' : 'empty') }
                                   catch { done('foreign') } }
            frame.src = target
            document.body.append(frame)
        })""",
        PAGE_URL,
    )
    inner = next((frame for frame in foreign.frames if frame.parent_frame is not None), None)
    require(inner is None or "Apus" != inner.title(), f"the page lets itself be framed ({framed})")
    status, after = ask(own, "GET", "api/v1/tokens")
    require(status == 200, "a foreign page signed the person out")
    require(after == before, f"a foreign page made {after}")
complaints.check()
server.shutdown()
