import { useCallback, useEffect, useRef, useState } from "react"
import { asProblem, get } from "../api/client"
import { Problem } from "../api/types"
import { listen } from "./events"

export interface Answer<Value> {
  value?: Value
  problem?: Problem
  reload: () => void
}

/** An answer that is asked for again when one of `kinds` changes (not oftener than each two seconds). */
export const useAnswer = <Value>(address: string | null, kinds: string[] = [], query?: Record<string, string | number>): Answer<Value> => {
  const [state, setState] = useState<{ value?: Value; problem?: Problem }>({})
  const text = JSON.stringify(query ?? {})
  const names = kinds.join(",")
  const abort = useRef(new AbortController())
  const load = useCallback(() => {
    if (address === null) return
    const signal = abort.current.signal
    get<Value>(address, JSON.parse(text) as Record<string, string>, signal).then(
      (value) => setState({ value }),
      (error) => {
        if (!signal.aborted) setState((old) => ({ ...old, problem: asProblem(error) }))
      },
    )
  }, [address, text])
  useEffect(() => {
    abort.current = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    setState({})
    load()
    const ends = names.split(",").filter(Boolean).map((kind) =>
      listen(kind, () => {
        timer ??= setTimeout(() => {
          timer = undefined
          load()
        }, 2000)
      }),
    )
    return () => {
      abort.current.abort()
      clearTimeout(timer)
      ends.forEach((end) => end())
    }
  }, [load, names])
  return { ...state, reload: load }
}
