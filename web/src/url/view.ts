/** What a table shows, as it stands in the address: the URL is the view. */
export interface View {
  filter: string
  /** Column names, a minus for descending; as in the API. */
  sort: string
  /** Null where the reader's own choice (or the kind's) holds. */
  columns: string[] | null
  /** The first row on the screen. */
  row: number
}

const names = (text: string | null): string[] | null => {
  const read = text?.split(",").filter((name) => name !== "") ?? []
  return read.length > 0 ? read : null
}

export const readView = (query: URLSearchParams): View => ({
  filter: query.get("filter") ?? "",
  sort: query.get("sort") ?? "",
  columns: names(query.get("columns")),
  row: Math.max(0, Number.parseInt(query.get("row") ?? "0", 10) || 0),
})

/** The view as a query; what is as usual is left out. */
export const writeView = (view: Partial<View>): string => {
  const query = new URLSearchParams()
  if (view.filter) query.set("filter", view.filter)
  if (view.sort) query.set("sort", view.sort)
  if (view.columns) query.set("columns", view.columns.join(","))
  if (view.row) query.set("row", String(view.row))
  return query.toString()
}

export interface SortTerm {
  column: string
  descending: boolean
}

export const readSort = (text: string): SortTerm[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "-")
    .map((part) => (part.startsWith("-") ? { column: part.slice(1), descending: true } : { column: part, descending: false }))

export const writeSort = (terms: SortTerm[]): string =>
  terms.map((term) => (term.descending ? "-" : "") + term.column).join(",")

/** One click more on a column's head: up, down, not at all. With `add`, other columns stay. */
export const turnSort = (terms: SortTerm[], column: string, add: boolean): SortTerm[] => {
  const old = terms.find((term) => term.column === column)
  const next = !old ? [{ column, descending: false }] : old.descending ? [] : [{ column, descending: true }]
  if (!add) return next
  if (!old) return [...terms, ...next]
  return terms.flatMap((term) => (term.column === column ? next : [term]))
}
