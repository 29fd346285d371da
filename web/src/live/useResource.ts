import { useCallback, useEffect, useState } from "react"
import { asProblem, get, path } from "../api/client"
import { Problem } from "../api/types"
import { listen } from "./events"

export interface Resource<Item> {
  item?: Item
  problem?: Problem
  gone: boolean
  reload: () => void
}

/** One thing by its id or name, kept as the server has it: its changes carry it whole. */
export const useResource = <Item extends { id: string }>(kind: string, plural: string, reference: string): Resource<Item> => {
  const [state, setState] = useState<{ item?: Item; problem?: Problem; gone: boolean }>({ gone: false })
  const load = useCallback(
    (signal?: AbortSignal) =>
      get<Item>(path(plural, reference), undefined, signal).then(
        (item) => setState({ item, gone: false }),
        (error) => {
          if (!signal?.aborted) setState((old) => ({ ...old, problem: asProblem(error) }))
        },
      ),
    [plural, reference],
  )
  useEffect(() => {
    const abort = new AbortController()
    setState({ gone: false })
    void load(abort.signal)
    const unlisten = listen(kind, (change) => {
      if (change === "reset") void load(abort.signal)
      else setState((old) => {
        if (change.id !== old.item?.id) return old
        return change.change === "removed" ? { ...old, gone: true } : { item: change.item as Item, gone: false }
      })
    })
    return () => {
      abort.abort()
      unlisten()
    }
  }, [kind, load])
  return { ...state, reload: () => void load() }
}
