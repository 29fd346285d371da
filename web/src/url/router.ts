import { Store, useStore } from "../live/store"
import { absolute, localPath } from "./base"

export interface Place {
  path: string
  query: URLSearchParams
}

const here = (): Place => ({ path: localPath(), query: new URLSearchParams(location.search) })
const place = new Store<Place>(here())
window.addEventListener("popstate", () => place.set(here()))

export const usePlace = (): Place => useStore(place)

const write = (path: string, query: string, how: "push" | "replace") => {
  const url = absolute(path)
  url.search = query
  if (url.href === location.href) return
  history[how === "push" ? "pushState" : "replaceState"](null, "", url)
  place.set(here())
}

/** Goes to `/vms/web-1?tab=disks`. */
export const go = (to: string, how: "push" | "replace" = "push") => {
  const [path = "/", query = ""] = to.split("?")
  write(path, query, how)
}

/** Changes parts of the query of this view; `undefined` takes one away. */
export const setQuery = (changes: Record<string, string | undefined>, how: "push" | "replace" = "replace") => {
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") query.delete(name)
    else query.set(name, value)
  }
  write(localPath(), query.toString(), how)
}

/** Writes into the address without telling anyone: where the reader has scrolled to. */
export const noteQuery = (name: string, value: string | undefined) => {
  const url = new URL(location.href)
  if (value === undefined) url.searchParams.delete(name)
  else url.searchParams.set(name, value)
  history.replaceState(null, "", url)
}
