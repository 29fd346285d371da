import assert from "node:assert/strict"
import { test } from "node:test"
import { idleMap, parseCast, sizeOf } from "../src/recordings/cast"
import { closingOf } from "../src/terminal/closing"

const cast = (...lines: unknown[]) => lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n") + "\n"
const head = { version: 2, width: 80, height: 24, title: "x" }

test("events are read in order, unknown ones are passed over", () => {
  const read = parseCast(cast(head, [0.5, "o", "a"], [1, "x", "?"], [2, "r", "100x30"], [3, "m", "here"]))
  assert.deepEqual(read.events.map((event) => event.kind), ["o", "r", "m"])
  assert.equal(read.duration, 3)
  assert.equal(read.isCut, false)
})

test("a cut last line takes only itself away", () => {
  const read = parseCast(cast(head, [1, "o", "a"]) + '[2,"o","b')
  assert.equal(read.events.length, 1)
  assert.equal(read.isCut, true)
})

test("times never run backwards, sizes are bounded", () => {
  const read = parseCast(cast({ version: 2, width: 99999, height: -3 }, [5, "o", "a"], [1, "o", "b"]))
  assert.deepEqual(read.events.map((event) => event.at), [5, 5])
  assert.deepEqual([read.width, read.height], [1000, 1])
  assert.equal(sizeOf("100x30;rm"), null)
})

test("what is no recording is refused in words", () => {
  assert.throws(() => parseCast("hello"), /no recording/)
  assert.throws(() => parseCast(cast({ version: 3 })), /version 2/)
})

test("idle time is skipped, and back again", () => {
  const { events } = parseCast(cast(head, [1, "o", "a"], [61, "o", "b"], [62, "o", "c"]))
  const map = idleMap(events, 2)
  assert.equal(map.duration, 4)
  assert.equal(map.toShown(61), 3)
  assert.equal(map.toRecorded(3), 61)
  assert.equal(map.toRecorded(2), 2)
  assert.ok(map.toRecorded(2.999) < 61)
})

test("each close code has words, unknown ones their number", () => {
  assert.equal(closingOf(4409, "").title, "Somebody else took it over")
  assert.match(closingOf(4502, "host key changed").detail, /^Host key changed\./)
  assert.match(closingOf(4999, "").title, /4999/)
})
