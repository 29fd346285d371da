import { useEffect } from "react"
import { Store } from "../live/store"

export interface CrumbPart {
  title: string
  to?: string
}

/** Where one is, in the top bar and the title of the window. */
export const crumb = new Store<{ parts: CrumbPart[] }>({ parts: [] })

export const useCrumb = (...parts: CrumbPart[]) => {
  const text = JSON.stringify(parts)
  useEffect(() => {
    const read = JSON.parse(text) as CrumbPart[]
    crumb.set({ parts: read })
    document.title = [...read.map((part) => part.title).reverse(), "Apus"].join(" · ")
  }, [text])
}
