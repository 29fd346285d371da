import assert from "node:assert/strict"
import { test } from "node:test"
import { orderOf } from "../src/live/order"
import { merged, rowOf } from "../src/live/rows"
import { readSort, readView, turnSort, writeSort, writeView } from "../src/url/view"
import { bodyOf, forms } from "../src/dialogs/forms"
import { commandOf, firstDraft, requestOf } from "../src/wizard/draft"
import { bytes, cellText, duration } from "../src/format/cell"
import { readSize, shellWord } from "../src/format/words"
import type { Column } from "../src/api/types"

const columns: Column[] = [
  { name: "name", title: "Name", type: "text", isDefault: true, help: "" },
  { name: "memory", title: "Memory", type: "bytes", isDefault: true, help: "" },
]

test("a view is the same after its address was written and read", () => {
  const view = { filter: 'name = "a,b", state = on', sort: "-memory,name", columns: ["name", "memory"], row: 120 }
  assert.deepEqual(readView(new URLSearchParams(writeView(view))), view)
})

test("what stands in an address is never trusted", () => {
  assert.deepEqual(readView(new URLSearchParams("row=-5&columns=,,")), { filter: "", sort: "", columns: null, row: 0 })
})

test("a click on a head sorts up, down and not at all", () => {
  let terms = turnSort([], "name", false)
  assert.equal(writeSort(terms), "name")
  terms = turnSort(terms, "name", false)
  assert.equal(writeSort(terms), "-name")
  assert.equal(writeSort(turnSort(terms, "memory", true)), "-name,memory")
  assert.equal(writeSort(turnSort(terms, "name", false)), "")
})

const row = (id: string, name: string | null, memory: number) => rowOf({ id, name, memory })

test("rows are ordered as the server orders them: empty first, text without case, then by key", () => {
  const order = orderOf(readSort("name"), columns)
  const rows = [row("1", "b", 1), row("2", "A", 1), row("3", null, 1)].sort(order)
  assert.deepEqual(rows.map((one) => one.id), ["3", "2", "1"])
  const down = orderOf(readSort("-memory"), columns)
  assert.deepEqual([row("1", "a", 1), row("2", "b", 9)].sort(down).map((one) => one.id), ["2", "1"])
})

test("changed rows move to their place, gone ones leave, the same stay the same objects", () => {
  const order = orderOf(readSort("name"), columns)
  const rows = [row("1", "a", 1), row("2", "b", 1), row("3", "c", 1)]
  const next = merged(rows, new Set(["1", "2"]), [rowOf({ id: "1", name: "d", memory: 1 }, 5)], order)
  assert.deepEqual(next.map((one) => one.id), ["3", "1"])
  const same = merged(rows, new Set(["2"]), [rowOf({ id: "2", name: "b", memory: 1 }, 5)], order)
  assert.equal(same[1], rows[1])
})

test("sizes and times read as the command line writes them", () => {
  assert.equal(bytes(1536 * 1024 ** 2), "1.5 GiB")
  assert.equal(duration(7500), "2h 5m")
  assert.equal(cellText(["a", "b", "c"], { type: "list" }), "a (2)")
  assert.equal(readSize("4 GiB"), 4 * 1024 ** 3)
  assert.equal(readSize("512"), 512 * 1024 ** 2)
  assert.equal(readSize("much"), null)
})

test("the wizard's command and its request say the same", () => {
  const draft = { ...firstDraft, name: "web-1", image: "debian 12", type: "small", user: "dev", start: false, disk: "20 GiB" }
  assert.deepEqual(requestOf(draft), { name: "web-1", image: "debian 12", diskSize: 20 * 1024 ** 3, instanceType: "small", cloudInit: { user: "dev" }, start: false })
  assert.equal(commandOf(draft), "apus vm create web-1 --image 'debian 12' --disk 20G --instance-type small --user dev --no-start")
})

test("a word of a command is quoted where a shell would read it otherwise", () => assert.equal(shellWord("it's; rm"), "'it'\\''s; rm'"))

test("fields that a choice hides are not sent", () => {
  const form = forms.network
  assert.ok(form)
  assert.deepEqual(bodyOf(form, { name: "n", host: "h", forward: "bridge", address: "10.0.0.1/24", bridge: "br0" }), { name: "n", host: "h", forward: "bridge", bridge: "br0" })
})
