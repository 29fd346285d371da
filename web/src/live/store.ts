import { useSyncExternalStore } from "react"

/** A value that tells who reads it when it changes. */
export class Store<Value> {
  private readers = new Set<() => void>()

  constructor(private value: Value) {}

  get = (): Value => this.value

  set(value: Value) {
    if (Object.is(value, this.value)) return
    this.value = value
    for (const reader of [...this.readers]) reader()
  }

  update(change: (value: Value) => Value) {
    this.set(change(this.value))
  }

  subscribe = (reader: () => void) => {
    this.readers.add(reader)
    return () => void this.readers.delete(reader)
  }
}

export const useStore = <Value>(store: Store<Value>): Value => useSyncExternalStore(store.subscribe, store.get)
