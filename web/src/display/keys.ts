import type RFB from "novnc"
import { codes, layouts } from "./layouts"

/** A key that is pressed: its place on the keyboard, what X calls what it types, and what is held down with it. */
export interface Stroke { code: string | null; keysym: number; held: "plain" | "shift" | "altgr" }

const shift = { keysym: 0xffe1, code: "ShiftLeft" }
const altGr = { keysym: 0xfe03, code: "AltRight" }
const space: Stroke = { code: "Space", keysym: 0x20, held: "plain" }
const control: Record<string, Stroke> = {
  "\n": { code: "Enter", keysym: 0xff0d, held: "plain" },
  "\t": { code: "Tab", keysym: 0xff09, held: "plain" },
  " ": space,
}
/** What a dead key types when a space follows it. */
const alone: Record<string, string> = { "`": "\u0300", "´": "\u0301", "^": "\u0302", "~": "\u0303", "¨": "\u0308", "¸": "\u0327" }
const held = ["plain", "shift", "altgr"] as const

/** X11's name of a character: Latin 1 by itself, others as Unicode. */
export const keysymOf = (char: string): number => {
  const point = char.codePointAt(0) ?? 0
  return point < 0x100 ? point : 0x01000000 + point
}

const find = (char: string, layout: string): Stroke | undefined => {
  for (const [index, level] of (layouts[layout] ?? layouts.us)?.levels.entries() ?? []) {
    const place = level.indexOf(char)
    const code = codes[place]
    if (code) return { code, keysym: keysymOf(char), held: held[index] ?? "plain" }
  }
  return undefined
}

/** The dead key and what follows it. */
const composed = (char: string, layout: string): Stroke[] | undefined => {
  const mark = alone[char] ?? [...char.normalize("NFD")][1]
  const base = alone[char] ? space : find([...char.normalize("NFD")][0] ?? "", layout)
  const dead = mark && find(mark, layout)
  return dead && base ? [dead, base] : undefined
}

/** The keys that type a character on a keyboard of this layout; one that it has not is sent by its name alone. */
export const strokesOf = (char: string, layout: string): Stroke[] => {
  const single = control[char] ?? find(char, layout)
  if (single) return [single]
  return composed(char, layout) ?? [{ code: null, keysym: keysymOf(char), held: "plain" }]
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const press = (rfb: RFB, stroke: Stroke) => {
  const with_ = stroke.held === "shift" ? shift : stroke.held === "altgr" ? altGr : undefined
  if (with_) rfb.sendKey(with_.keysym, with_.code, true)
  rfb.sendKey(stroke.keysym, stroke.code)
  if (with_) rfb.sendKey(with_.keysym, with_.code, false)
}

/** Types a text as keystrokes, since a guest without an agent has no clipboard. Slow enough for its keyboard buffer. */
export const typeText = async (rfb: RFB, text: string, layout: string) => {
  for (const char of text.normalize("NFC").replace(/\r\n?/g, "\n")) {
    for (const stroke of strokesOf(char, layout)) {
      press(rfb, stroke)
      await pause(12)
    }
  }
}
