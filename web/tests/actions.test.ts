import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import type { Cells } from "../src/live/rows"

interface Sent {
  method: string
  path: string
  body?: string
}

interface Route {
  requestBody?: { required?: boolean }
}

const paths = (JSON.parse(readFileSync("../docs/openapi.json", "utf8")) as { paths: Record<string, Record<string, Route>> }).paths
const sent: Sent[] = []
Object.assign(globalThis, {
  document: { baseURI: "http://apus.test/", documentElement: { dataset: {} } }, window: { addEventListener: () => {} }, location: new URL("http://apus.test/"), localStorage: { getItem: () => null },
  fetch: (url: URL, init: { method: string; body?: string }) => {
    sent.push({ method: init.method, path: url.pathname, body: init.body })
    return Promise.resolve(new Response(null, { status: 204 }))
  },
})

test("each verb sends what the API takes", async () => {
  const { actions } = await import("../src/api/actions")
  for (const [kind, verbs] of Object.entries(actions)) {
    for (const action of verbs.filter((one) => !one.opens)) {
      sent.length = 0
      await action.run("x")
      const [call] = sent
      const template = call?.path.replace(/\/x(?=\/|$)/, "/{ref}") ?? ""
      const route = paths[template]?.[call?.method.toLowerCase() ?? ""]
      assert.ok(route, `${kind} ${action.name}: there is no ${call?.method} ${template}`)
      assert.ok(call?.body === undefined || route.requestBody, `${kind} ${action.name}: ${template} takes no body`)
      assert.ok(call?.body !== undefined || !route.requestBody?.required, `${kind} ${action.name}: ${template} needs a body`)
    }
  }
})

test("verbs with a form open it on the page of the VM", async () => {
  const { findAction } = await import("../src/api/actions")
  const none: Cells = { id: "x", managed: true, state: "off" }
  assert.equal(findAction("vm", "clone")?.opens?.("x"), "/vms/x")
  assert.equal(findAction("vm", "clone")?.when({ ...none, managed: false }), false)
  assert.equal(findAction("vm", "migrate")?.when({ ...none, template: true }), false)
})
