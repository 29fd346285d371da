import type RFB from "novnc"

const enter = 0xff0d
const tab = 0xff09
const shift = 0xffe1
const shifted = /[A-Z~!@#$%^&*()_+{}|:"<>?]/

/** X11's name of a character: Latin 1 by itself, others as Unicode. */
export const keysymOf = (char: string): number => {
  const point = char.codePointAt(0) ?? 0
  if (char === "\n" || char === "\r") return enter
  if (char === "\t") return tab
  return point < 0x100 ? point : 0x01000000 + point
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Types a text as keystrokes, since a guest without an agent has no clipboard. Slow enough for its keyboard buffer. */
export const typeText = async (rfb: RFB, text: string) => {
  for (const char of text.replace(/\r\n/g, "\n")) {
    const needsShift = shifted.test(char)
    if (needsShift) rfb.sendKey(shift, "ShiftLeft", true)
    rfb.sendKey(keysymOf(char), null)
    if (needsShift) rfb.sendKey(shift, "ShiftLeft", false)
    await pause(12)
  }
}
