/** asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/), read without trust: the bytes come from guests. */
export interface CastEvent {
  /** Seconds since the start. */
  at: number
  kind: "o" | "i" | "r" | "m"
  data: string
}

export interface Cast {
  width: number
  height: number
  title?: string
  events: CastEvent[]
  duration: number
  /** Whether its last line was cut. */
  isCut: boolean
}

const bound = (value: unknown, fallback: number) =>
  typeof value === "number" && Number.isFinite(value) ? Math.max(1, Math.min(1000, Math.trunc(value))) : fallback

const readEvent = (line: string): CastEvent | "unknown" | "broken" => {
  let parts: unknown
  try {
    parts = JSON.parse(line)
  } catch {
    return "broken"
  }
  if (!Array.isArray(parts) || typeof parts[0] !== "number" || typeof parts[1] !== "string" || typeof parts[2] !== "string") return "broken"
  const [at, kind, data] = parts as [number, string, string]
  return kind === "o" || kind === "i" || kind === "r" || kind === "m" ? { at: Math.max(0, at), kind, data } : "unknown"
}

/** - Throws: Error, in words, where the text is no recording. */
export const parseCast = (text: string): Cast => {
  const lines = text.split("\n")
  const header = readHeader(lines[0] ?? "")
  const events: CastEvent[] = []
  let isCut = false
  let before = 0
  for (const line of lines.slice(1)) {
    if (line.trim() === "") continue
    const event = readEvent(line)
    if (event === "broken") isCut = true
    if (typeof event === "string") continue
    // Times never run backwards, whatever a file says.
    before = Math.max(before, event.at)
    events.push({ ...event, at: before })
  }
  return {
    width: bound(header.width, 80), height: bound(header.height, 24), title: typeof header.title === "string" ? header.title : undefined,
    events, duration: before, isCut,
  }
}

const readHeader = (line: string): Record<string, unknown> => {
  let header: unknown
  try {
    header = JSON.parse(line)
  } catch {
    throw new Error("This is no recording: its first line is no JSON.")
  }
  if (typeof header !== "object" || header === null || (header as { version?: unknown }).version !== 2) {
    throw new Error("This is no recording of asciicast version 2.")
  }
  return header as Record<string, unknown>
}

/** Where nothing happens longer than `limit`, only `limit` is kept: from recorded times to shown ones, and back. */
export const idleMap = (events: CastEvent[], limit: number): { toShown: (at: number) => number; toRecorded: (at: number) => number; duration: number } => {
  const recorded: number[] = [0]
  const shown: number[] = [0]
  for (const event of events) {
    const last = recorded.length - 1
    const gap = event.at - (recorded[last] ?? 0)
    recorded.push(event.at)
    shown.push((shown[last] ?? 0) + Math.min(gap, limit))
  }
  const convert = (from: number[], to: number[]) => (at: number) => {
    let [low, high] = [0, from.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((from[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    const rest = Math.max(0, at - (from[low] ?? 0))
    const room = low + 1 < to.length ? (to[low + 1] ?? 0) - (to[low] ?? 0) : 0
    return (to[low] ?? 0) + Math.min(rest, room)
  }
  return { toShown: convert(recorded, shown), toRecorded: convert(shown, recorded), duration: shown[shown.length - 1] ?? 0 }
}

export const sizeOf = (data: string): { cols: number; rows: number } | null => {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(data)
  return match ? { cols: bound(Number(match[1]), 80), rows: bound(Number(match[2]), 24) } : null
}
