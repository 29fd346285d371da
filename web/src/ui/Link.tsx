import { MouseEvent, ReactNode } from "react"
import { go } from "../url/router"
import { hrefOf } from "../url/base"

export interface LinkProps {
  to: string
  className?: string
  title?: string
  children: ReactNode
  current?: boolean
  onGo?: () => void
}

const isPlain = (event: MouseEvent) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

/** A real link, so that it can be opened beside and copied; a plain click stays on the page. */
export const Link = ({ to, className, title, children, current, onGo }: LinkProps) => (
  <a className={className} title={title} href={hrefOf(to)} aria-current={current ? "page" : undefined}
    onClick={(event) => {
      if (!isPlain(event)) return
      event.preventDefault()
      onGo?.()
      go(to)
    }}>
    {children}
  </a>
)
