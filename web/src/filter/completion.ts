import { Column } from "../api/types"
import { joinTerms, literal, shapeOf, splitTerms } from "./syntax"

export interface Suggestion {
  /** The term as it is when this is chosen. */
  text: string
  label: string
  hint: string
  /** Whether the term is then whole. */
  isWhole: boolean
  /** Stands for the plain words that were typed: Enter takes it, Tab completes. */
  isPlain?: boolean
}

const operators: Record<string, string> = {
  "=": "is, matches", "!=": "is not", ">": "more than", "<": "less than", ">=": "at least", "<=": "at most",
}

const operatorsFor = (column: Column): string[] => {
  if (column.type === "flag") return ["=", "!="]
  if (column.type === "text") return ["=", "!=", ">", "<"]
  if (column.type === "date") return [">", "<", "=", ">=", "<="]
  return ["=", "!=", ">", "<", ">=", "<="]
}

const examples: Partial<Record<Column["type"], string[]>> = {
  flag: ["yes", "no"],
  bytes: ["512 MiB", "1 GiB", "4 GiB", "100 GiB"],
  duration: ["30 s", "5 m", "2 h"],
  date: ["1h", "1d", "7d"],
  list: ["0", "1", "2"],
}

const matches = (candidate: string, typed: string) => candidate.toLowerCase().includes(typed.toLowerCase())
const begins = (candidate: string, typed: string) => candidate.toLowerCase().startsWith(typed.toLowerCase())

const findColumn = (columns: Column[], text: string) =>
  columns.find((column) => begins(column.name, text) && column.name.length === text.length) ??
  columns.find((column) => column.title.toLowerCase() === text.toLowerCase())

/** The words a column's help lists: `running, paused, off`. */
export const wordsOf = (column: Column): string[] => {
  if (column.type !== "text") return []
  const words = column.help.split(/,\s*|\s+or\s+/)
  return words.length > 1 && words.every((word) => /^[a-z-]+$/.test(word)) ? words : []
}

/**
 * What may follow in a term that is being written.
 * `known` gives the values of a column that are on the screen.
 */
export const complete = (term: string, columns: Column[], known: (column: string) => string[]): Suggestion[] => {
  const shape = shapeOf(term)
  const column = findColumn(columns, shape.column)
  if (shape.operator === "" && !(column && /\s$/.test(term))) return columnsFor(shape.column, columns)
  if (!column) return []
  if (shape.operator === "") return operatorSuggestions(column)
  if (shape.value === "" && !/\s$/.test(term) && shape.operator.length < 2) {
    const longer = operatorSuggestions(column).filter((one) => one.label.startsWith(shape.operator) && one.label !== shape.operator)
    return [...values(column, shape.operator, "", known), ...longer]
  }
  return values(column, shape.operator, shape.value, known)
}

const columnsFor = (typed: string, columns: Column[]): Suggestion[] => {
  const found = columns.filter((column) => matches(column.name, typed) || matches(column.title, typed))
  const rank = (column: Column) => (begins(column.name, typed) || begins(column.title, typed) ? 0 : 2) + (column.isDefault ? 0 : 1)
  const suggestions = found
    .sort((a, b) => rank(a) - rank(b))
    .map((column) => ({ text: `${column.name} `, label: column.name, hint: column.help || column.title, isWhole: false }))
  if (typed === "" || !columns.some((column) => column.name === "name")) return suggestions
  const plain = literal(typed).replace(/^"|"$/g, "")
  return [{ text: `name = .*${plain}.*`, label: `name has “${typed}”`, hint: "Enter", isWhole: true, isPlain: true }, ...suggestions]
}

const operatorSuggestions = (column: Column): Suggestion[] =>
  operatorsFor(column).map((operator) => ({
    text: `${column.name} ${operator} `, label: operator, hint: operators[operator] ?? "", isWhole: false,
  }))

const values = (column: Column, operator: string, typed: string, known: (column: string) => string[]): Suggestion[] => {
  const bare = typed.replace(/^["']|["']$/g, "")
  const words = column.type === "text" || column.type === "list" ? [...new Set([...wordsOf(column), ...known(column.name)])] : []
  const samples = [...words.map((word) => ({ word, text: literal(word) })), ...(examples[column.type] ?? []).map((word) => ({ word, text: word }))]
  const found = samples
    .filter(({ word }) => matches(word, bare))
    .slice(0, 40)
    .map(({ word, text }) => ({ text: `${column.name} ${operator} ${text}`, label: word, hint: "", isWhole: true }))
  return [...found, ...partsOf(column, operator, bare)]
}

/** `=` wants the whole text; most who write a part of it mean one of these. */
const partsOf = (column: Column, operator: string, typed: string): Suggestion[] => {
  if (column.type !== "text" || wordsOf(column).length > 0 || !isPlainPart(operator, typed)) return []
  const term = (text: string) => `${column.name} ${operator} ${text}`
  return [
    { text: term(`${typed}.*`), label: `${typed}.*`, hint: `begins with ${typed}`, isWhole: true },
    { text: term(`.*${typed}.*`), label: `.*${typed}.*`, hint: `has ${typed}`, isWhole: true },
  ]
}

const isPlainPart = (operator: string, value: string) => (operator === "=" || operator === "!=") && value !== "" && !/[\\^$.|?*+()[\]{},"']/.test(value)

/** A filter that finds nothing, with its first whole text taken as a part instead; null where there is none. */
export const widened = (filter: string, columns: Column[]): string | null => {
  const terms = splitTerms(filter)
  const at = terms.findIndex((term) => {
    const { column, operator, value } = shapeOf(term)
    const found = findColumn(columns, column)
    return found?.type === "text" && wordsOf(found).length === 0 && operator === "=" && isPlainPart(operator, value)
  })
  const shape = shapeOf(terms[at] ?? "")
  return at < 0 ? null : joinTerms(terms.map((term, index) => (index === at ? `${shape.column} = .*${shape.value}.*` : term)))
}
