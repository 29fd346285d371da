import { CellValue, Column } from "../api/types"

const sizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

export const decimal = (value: number, places: number): string => String(Number(value.toFixed(places)))

/** At most one decimal, in the largest unit of which there is one: as the command line writes sizes. */
export const bytes = (value: number): string => {
  let [amount, unit] = [value, 0]
  while (Math.abs(amount) >= (unit === 0 ? 1024 : 1023.95) && unit < sizes.length - 1) {
    amount /= 1024
    unit++
  }
  return `${decimal(amount, unit === 0 ? 0 : 1)} ${sizes[unit] ?? ""}`
}

/** The two largest units: `3d 4h`, `2h 5m`, `12s`. */
export const duration = (seconds: number): string => {
  const size = Math.abs(seconds)
  if (size > 0 && size < 1) return `${decimal(seconds * 1000, 1)}ms`
  const whole = Math.round(size)
  const parts: [number, string][] = [
    [Math.floor(whole / 86400), "d"], [Math.floor(whole / 3600) % 24, "h"], [Math.floor(whole / 60) % 60, "m"], [whole % 60, "s"],
  ]
  const from = parts.findIndex(([amount]) => amount !== 0)
  if (from < 0) return "0s"
  return parts.slice(from, from + 2).filter(([amount]) => amount !== 0).map(([amount, unit]) => `${amount}${unit}`).join(" ")
}

const two = (value: number) => String(value).padStart(2, "0")

/** Local time, to the second: `2026-11-21 10:42:07`. */
export const dateTime = (text: string | Date): string => {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) return String(text)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

export const clock = (date: Date): string => `${two(date.getHours())}:${two(date.getMinutes())}`

/** A point of a recording: `12:41`. */
export const playTime = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

export const ago = (text: string, now = Date.now()): string => {
  const seconds = Math.max(0, (now - Date.parse(text)) / 1000)
  return seconds < 60 ? "now" : `${duration(seconds < 3600 ? Math.round(seconds / 60) * 60 : Math.round(seconds / 3600) * 3600).split(" ")[0] ?? ""} ago`
}

/** A cell as text for people; of a list the first, and how many others there are. */
export const cellText = (value: CellValue | undefined, column: Pick<Column, "type" | "unit">): string => {
  if (value === null || value === undefined) return ""
  if (typeof value === "boolean") return value ? "yes" : "no"
  if (Array.isArray(value)) {
    const first = value[0]
    if (first === undefined) return ""
    return value.length === 1 ? first : `${first} (${value.length - 1})`
  }
  if (typeof value === "string") return column.type === "date" ? dateTime(value) : value
  if (column.type === "bytes") return bytes(value)
  if (column.type === "duration") return duration(value)
  const digits = decimal(value, 2)
  return column.unit ? digits + (column.unit === "%" ? "" : " ") + column.unit : digits
}

export const isNumeric = (column: Column): boolean => ["integer", "number", "bytes", "duration"].includes(column.type)
