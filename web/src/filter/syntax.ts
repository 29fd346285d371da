/** The one filter language, as far as the page needs it: terms `column op value` between commas, quotes keep commas. */
export interface Term {
  column: string
  operator: string
  value: string
  text: string
}

/** Where a term's parts begin; a quote opens only at the beginning of a word. */
export interface Shape {
  column: string
  operator: string
  /** Where the operator ends. */
  valueAt: number
  value: string
}

/** The terms of a filter as they were written; empty ones are passed over. */
export const splitTerms = (text: string): string[] => {
  const terms: string[] = []
  let begin = 0
  let quote = ""
  let wordBegins = true
  for (let place = 0; place < text.length; place++) {
    const char = text[place] as string
    if (quote) {
      if (char === "\\" && place + 1 < text.length) place++
      else if (char === quote) quote = ""
    } else if ((char === '"' || char === "'") && wordBegins) quote = char
    else if (char === ",") {
      terms.push(text.slice(begin, place))
      begin = place + 1
    }
    if (char.trim() !== "") wordBegins = char === "," || isRelation(char)
  }
  terms.push(text.slice(begin))
  return terms.map((term) => term.trim()).filter((term) => term !== "")
}

export const joinTerms = (terms: string[]): string => terms.join(", ")

const isRelation = (char: string) => char === "<" || char === "=" || char === ">"

/** Cuts one term; the operator is empty while it is not written yet. */
export const shapeOf = (term: string): Shape => {
  const quoted = /^\s*(["'])((?:\\.|(?!\1).)*)\1/.exec(term)
  let place = quoted?.[0]?.length ?? 0
  while (place < term.length && !isRelation(term[place] as string) && !(term[place] === "!" && term[place + 1] === "=")) place++
  const column = quoted?.[2] ?? term.slice(0, place).trim()
  const begin = place
  if (term[place] === "!") place++
  while (place < term.length && isRelation(term[place] as string)) place++
  return { column, operator: term.slice(begin, place), valueAt: place, value: term.slice(place).trim() }
}

/** A value as it must be written so that it means itself: no regular expression, no comma. */
export const literal = (value: string): string => {
  const escaped = value.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&")
  return /^[\s"']|[,]|\s$/.test(escaped) || escaped === "" ? `"${escaped.replace(/["\\]/g, "\\$&")}"` : escaped
}

export const isTerm = (column: string, value: string): string => `${column} = ${literal(value)}`

/** Plain words mean a name that has them; what has an operator stays. */
export const completedTerm = (text: string): string => {
  const term = text.trim()
  if (term === "" || shapeOf(term).operator !== "") return term
  return `name = .*${literal(term).replace(/^"|"$/g, "")}.*`
}
