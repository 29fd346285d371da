import { useEffect, useRef } from "react"
import { go } from "../url/router"
import { places } from "./places"

const isWriting = (target: EventTarget | null) =>
  target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], .xterm, .stage, dialog") !== null

/** The keys that hold everywhere; in fields, terminals and displays they are only letters. */
export const useKeys = ({ find, help }: { find: () => void; help: () => void }) => {
  const first = useRef(-Infinity)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inScreen = event.target instanceof Element && event.target.closest(".xterm, .stage") !== null
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !inScreen) {
        event.preventDefault()
        return find()
      }
      if (isWriting(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.timeStamp - first.current < 1200) {
        first.current = -Infinity
        const place = places.find((one) => one.keys === `g ${event.key}`)
        if (place) { event.preventDefault(); go(place.path) }
      } else if (event.key === "g") first.current = event.timeStamp
      else if (event.key === "?") help()
      else if (event.key === "n") go("/vms/new")
      else if (event.key === "/") {
        event.preventDefault()
        document.dispatchEvent(new Event("apus-filter"))
      }
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [find, help])
}
