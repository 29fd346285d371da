import assert from "node:assert/strict"
import { test } from "node:test"
import { complete, widened, wordsOf } from "../src/filter/completion"
import { completedTerm, isTerm, joinTerms, literal, shapeOf, splitTerms } from "../src/filter/syntax"
import type { Column } from "../src/api/types"

const column = (name: string, type: Column["type"], help = ""): Column => ({ name, title: name.toUpperCase(), type, isDefault: true, help })
const columns = [column("name", "text"), column("state", "text", "running, paused, off"), column("memory", "bytes"), column("managed", "flag"), column("tags", "list")]
const labels = (term: string, known: string[] = []) => complete(term, columns, () => known).map((one) => one.label)

test("commas in quotes do not end a term", () => {
  assert.deepEqual(splitTerms('name = "a,b", memory > 1 GiB'), ['name = "a,b"', "memory > 1 GiB"])
  assert.deepEqual(splitTerms("name = O'Brien, state = off"), ["name = O'Brien", "state = off"])
  assert.deepEqual(splitTerms(" , ,"), [])
  assert.equal(joinTerms(splitTerms("a = 1 ,b=2")), "a = 1, b=2")
})

test("a term is cut into column, operator and value", () => {
  assert.deepEqual(shapeOf("memory >= 1 GiB"), { column: "memory", operator: ">=", valueAt: 9, value: "1 GiB" })
  assert.equal(shapeOf("sta").operator, "")
  assert.equal(shapeOf("state != off").operator, "!=")
})

test("a literal value means itself", () => {
  assert.equal(literal("web-1"), "web-1")
  assert.equal(literal("a.b(1)"), "a\\.b\\(1\\)")
  assert.equal(literal("a,b"), '"a,b"')
  assert.equal(isTerm("name", "x,\"y"), 'name = "x,\\"y"')
})

test("plain words become a filter by name", () => {
  assert.equal(completedTerm("web"), "name = .*web.*")
  assert.equal(completedTerm("state = off"), "state = off")
  assert.equal(completedTerm("  "), "")
})

test("columns are completed by their beginnings first", () => {
  assert.equal(labels("")[0], "name")
  assert.deepEqual(labels("me").slice(0, 2), ["name has “me”", "memory"])
})

test("after a column come the operators of its type", () => {
  assert.deepEqual(labels("managed "), ["=", "!="])
  assert.ok(labels("memory ").includes(">="))
})

test("values come from the help, from what is shown, and from examples", () => {
  assert.deepEqual(wordsOf(columns[1] as Column), ["running", "paused", "off"])
  assert.deepEqual(labels("state = ", ["crashed"]), ["running", "paused", "off", "crashed"])
  assert.deepEqual(labels("state = pau"), ["paused"])
  assert.deepEqual(labels("managed = "), ["yes", "no"])
  assert.equal(complete("memory > 4", columns, () => [])[0]?.text, "memory > 4 GiB")
})

test("an unknown column has no values", () => assert.deepEqual(labels("nonsense = "), []))

test("a part of a text is offered as what finds it", () => {
  assert.deepEqual(labels("name = sec", ["second"]), ["second", "sec.*", ".*sec.*"])
  assert.deepEqual(labels("name = s.c"), [])
  assert.equal(widened("state = off, name = sec", columns), "state = off, name = .*sec.*")
  assert.equal(widened("memory > 1 GiB, name = sec", columns), "memory > 1 GiB, name = .*sec.*")
  assert.equal(widened("name = .*sec.*", columns), null)
})

test("what stands for plain words is told apart from completions", () => {
  const [plain, first] = complete("me", columns, () => [])
  assert.equal(plain?.isPlain, true)
  assert.equal(first?.isPlain, undefined)
})
