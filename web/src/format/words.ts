/** `vm.create` as words: “Create”. */
export const verbOf = (kind: string): string => {
  const verb = (kind.split(".").slice(1).join(" ") || kind).replace(/[-.]/g, " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()
  return verb.charAt(0).toUpperCase() + verb.slice(1)
}

export const count = (number: number, one: string, many = one + "s"): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`

/** A size that people write, `4 GiB`, `512M` or `20G`, in bytes; null where it is none. A bare number is MiB. */
export const readSize = (text: string): number | null => {
  const match = /^\s*([0-9]+(?:\.[0-9]+)?)\s*(?:([KMGT]?)(?:i?B)?)?\s*$/i.exec(text)
  if (!match) return null
  const power = { K: 1, M: 2, G: 3, T: 4 }[(match[2] ?? "").toUpperCase()]
  const isBare = !/[a-z]/i.test(text)
  return Math.round(Number(match[1]) * 1024 ** (power ?? (isBare ? 2 : 0)))
}

/** A word of a shell's line, quoted where it must be. */
export const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`)
