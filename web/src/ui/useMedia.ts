import { useSyncExternalStore } from "react"

export const useMedia = (query: string): boolean => {
  const media = window.matchMedia(query)
  return useSyncExternalStore(
    (tell) => {
      media.addEventListener("change", tell)
      return () => media.removeEventListener("change", tell)
    },
    () => media.matches,
  )
}

const narrow = "(max-width: 720px)"

export const isNarrow = (): boolean => window.matchMedia(narrow).matches

export const useNarrow = () => useMedia(narrow)
