import assert from "node:assert/strict"
import { test } from "node:test"
import { strokesOf } from "../src/display/keys"
import { codes, layouts } from "../src/display/layouts"

const places = (text: string, layout: string) => [...text].flatMap((char) => strokesOf(char, layout)).map(({ code, held }) => (held === "plain" ? code : `${held} ${code}`))

test("each layout names each key once", () => {
  for (const { title, levels } of Object.values(layouts)) for (const level of levels) assert.equal(level.length, codes.length, title)
})

test("a character is typed by the key that has it in the guest's layout", () => {
  assert.deepEqual(places("zy@/", "us"), ["KeyZ", "KeyY", "shift Digit2", "Slash"])
  assert.deepEqual(places("zy@/ß", "de"), ["KeyY", "KeyZ", "altgr KeyQ", "shift Digit7", "Minus"])
  assert.deepEqual(places("a1\n", "fr"), ["KeyQ", "shift Digit1", "Enter"])
})

test("what only a dead key types is typed by it", () => {
  assert.deepEqual(places("^", "de"), ["Backquote", "Space"])
  assert.deepEqual(places("áÊ", "es"), ["Quote", "KeyA", "shift BracketLeft", "shift KeyE"])
})

test("what no key types goes by its name alone", () => {
  assert.deepEqual(strokesOf("猫", "de"), [{ code: null, keysym: 0x0100732b, held: "plain" }])
})
