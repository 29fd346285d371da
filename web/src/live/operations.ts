import { get } from "../api/client"
import { Operation, Page } from "../api/types"
import { listen } from "./events"
import { Store } from "./store"

/** Operations that this page heard of, by id. */
export const operations = new Store<ReadonlyMap<string, Operation>>(new Map())
/** Those that its reader began: they are told about until they are done. */
export const followed = new Store<readonly string[]>([])

const most = 500
export const isSettled = (operation: Operation): boolean =>
  ["succeeded", "failed", "cancelled", "stuck"].includes(operation.state)

export const note = (operation: Operation) =>
  operations.update((old) => {
    const known = old.get(operation.id)
    // The answer to a request may come after the events about it.
    if (known && isSettled(known) && !isSettled(operation)) return old
    const next = new Map(old).set(operation.id, operation)
    if (next.size > most) next.delete([...next.keys()][0] as string)
    return next
  })

export const follow = (operation: Operation) => {
  note(operation)
  followed.update((ids) => [...ids.filter((id) => id !== operation.id), operation.id].slice(-6))
}

export const unfollow = (id: string) => followed.update((ids) => ids.filter((other) => other !== id))

const load = async () => {
  const page = await get<Page<Operation>>("/api/v1/operations", { filter: "state = (pending|running|unwinding|stuck)", limit: 200 })
  page.items.forEach(note)
}

export const watchOperations = (): (() => void) => {
  load().catch(() => {})
  return listen("operation", (change) => {
    if (change === "reset") load().catch(() => {})
    else if (change.item) note(change.item as Operation)
  })
}

/** Waits for the end of an operation that this page has heard of. */
export const settled = (id: string): Promise<Operation> =>
  new Promise((resolve) => {
    let end = () => {}
    const look = () => {
      const operation = operations.get().get(id)
      if (!operation || !isSettled(operation)) return
      end()
      resolve(operation)
    }
    end = operations.subscribe(look)
    look()
  })
