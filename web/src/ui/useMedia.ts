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

export const useNarrow = () => useMedia("(max-width: 720px)")
