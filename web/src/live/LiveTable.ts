import { asProblem, get } from "../api/client"
import { Kind, Page, Problem } from "../api/types"
import { readSort } from "../url/view"
import { listen } from "./events"
import { Order, orderOf } from "./order"
import { Cells, merged, Row, rowOf } from "./rows"
import { Store } from "./store"

export interface TableState {
  rows: Row[]
  /** Of the filter, also those that are not loaded. */
  total: number
  loading: boolean
  problem?: Problem
  /** Set while the view is frozen. */
  frozenAt?: Date
  /** What changed since then. */
  waiting: number
}

export interface TableQuery {
  filter: string
  sort: string
  columns: string[]
}

const firstPage = 100
const nextPages = 1000
const most = 20_000
/** As many ids as fit into one filter. */
const batch = 80
const manyChanges = 400
/** Changes are collected for so long, so that a busy table does not ask without end. */
const pause = 250
const later = 5000

/**
 * The rows of one kind under one query, kept as the server has them.
 *
 * A change names only an id. Whether its row is (still) in this view, and with which cells, is asked of the server
 * in the one filter language: `<the view's filter>, id = (a|b|c)`. So the page needs no second reading of filters.
 */
export class LiveTable {
  readonly state = new Store<TableState>({ rows: [], total: 0, loading: true, waiting: 0 })
  private pending = new Set<string>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private abort = new AbortController()
  private unlisten: () => void = () => {}
  private order: Order
  private mustList = false

  constructor(readonly kind: Kind, readonly query: TableQuery) {
    this.order = orderOf(readSort(query.sort), kind.columns)
  }

  start() {
    this.abort = new AbortController()
    this.unlisten = listen(this.kind.name, (change) => {
      if (change === "reset") this.mustList = true
      else this.pending.add(change.id)
      this.schedule()
    })
    void this.list()
  }

  stop() {
    this.abort.abort()
    this.unlisten()
    clearTimeout(this.timer)
    this.timer = undefined
  }

  freeze() {
    this.patch({ frozenAt: new Date(), waiting: 0 })
  }

  thaw() {
    this.patch({ frozenAt: undefined, waiting: 0 })
    this.schedule()
  }

  retry() {
    void this.list()
  }

  private patch(change: Partial<TableState>) {
    this.state.update((state) => ({ ...state, ...change }))
  }

  private schedule() {
    if (this.state.get().frozenAt) return this.patch({ waiting: this.pending.size })
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      void this.catchUp()
    }, pause)
  }

  private async catchUp() {
    const { loading, frozenAt } = this.state.get()
    if (frozenAt) return
    if (loading) return this.schedule()
    if (this.mustList || this.pending.size > manyChanges) return void (await this.list())
    const ids = [...this.pending]
    this.pending.clear()
    try {
      for (let at = 0; at < ids.length; at += batch) await this.ask(ids.slice(at, at + batch))
    } catch (error) {
      for (const id of ids) this.pending.add(id)
      this.fail(error)
    }
  }

  /** What could not be asked is asked a little later. */
  private again() {
    if (this.abort.signal.aborted) return
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      void this.catchUp()
    }, later)
  }

  private async ask(ids: string[]) {
    if (ids.length === 0) return
    // The ids come first: what is asked of their rows alone costs the server little.
    const filter = [ids.length === 1 ? `id = ${ids[0] ?? ""}` : `id = (${ids.join("|")})`, this.query.filter].filter((part) => part.trim() !== "").join(", ")
    const page = await this.fetchPage(filter, nextPages)
    const now = performance.now()
    const before = this.state.get()
    const fresh = page.items.map((cells) => rowOf(cells, now))
    const rows = merged(before.rows, new Set(ids), fresh, this.order)
    this.patch({ rows, total: Math.max(rows.length, before.total + rows.length - before.rows.length), problem: undefined })
  }

  private fetchPage(filter: string, limit: number, cursor?: string): Promise<Page<Cells>> {
    const { sort, columns } = this.query
    return get(`/api/v1/${this.kind.plural}`, { filter, sort, columns: columns.join(","), limit, cursor }, this.abort.signal)
  }

  /** Lists anew; what is shown stays until the answer is there. */
  private async list() {
    this.mustList = false
    this.pending.clear()
    this.patch({ loading: true })
    try {
      const first = this.state.get().rows.length === 0
      let page = await this.fetchPage(this.query.filter, first ? firstPage : nextPages)
      const rows = page.items.map((cells) => rowOf(cells))
      // The first page is shown at once; of a table that is there already, only the whole replaces the old.
      if (first) this.patch({ rows: [...rows], total: page.total, problem: undefined })
      while (page.next && rows.length < most) {
        page = await this.fetchPage(this.query.filter, nextPages, page.next)
        for (const cells of page.items) rows.push(rowOf(cells))
        if (first) this.patch({ rows: [...rows], total: page.total })
      }
      this.patch({ rows, total: page.total, loading: false, problem: undefined })
      if (this.pending.size > 0 || this.mustList) this.schedule()
    } catch (error) {
      this.fail(error)
    }
  }

  private fail(error: unknown) {
    if (this.abort.signal.aborted) return
    const problem = asProblem(error)
    // A busy server gives up on a filter that it else can carry out: what is shown stays, and is asked for again.
    const isPassing = problem.status === 0 || problem.status >= 500 || problem.errors?.[0]?.code === "filter/tooCostly"
    this.mustList ||= isPassing
    this.patch({ loading: false, problem: isPassing && this.state.get().rows.length > 0 ? undefined : problem })
    if (isPassing) this.again()
  }
}
