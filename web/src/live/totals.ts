import { get } from "../api/client"
import { Kind, Page } from "../api/types"
import { listen } from "./events"
import { Store } from "./store"

/** How many rows each kind has. */
export const totals = new Store<Readonly<Record<string, number>>>({})

const ask = (kind: Kind) =>
  get<Page<unknown>>(`/api/v1/${kind.plural}`, { limit: 1, columns: "id" }).then(
    (page) => totals.update((old) => ({ ...old, [kind.name]: page.total })),
    () => {},
  )

/** The first counts wait until the view has asked for its own rows: browsers open few connections to one server. */
const patience = 600

/** One after the other, so that they never stand in the way of what the reader asked for. */
const askAll = async (kinds: Kind[], isOver: () => boolean) => {
  await new Promise((resolve) => setTimeout(resolve, patience))
  for (const kind of kinds) if (!isOver()) await ask(kind)
}

/** The first change is counted at once, with those that come together; then at most one count each two seconds. */
const together = 150
const rest = 2000

/** Counts again when something of a kind came, went or changed. */
export const watchTotals = (kinds: Kind[]): (() => void) => {
  let isOver = false
  void askAll(kinds, () => isOver)
  const ends = kinds.map((kind) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let last = -rest
    const unlisten = listen(kind.name, () => {
      timer ??= setTimeout(() => {
        timer = undefined
        last = performance.now()
        void ask(kind)
      }, Math.max(together, last + rest - performance.now()))
    })
    return () => {
      clearTimeout(timer)
      unlisten()
    }
  })
  return () => {
    isOver = true
    ends.forEach((end) => end())
  }
}
