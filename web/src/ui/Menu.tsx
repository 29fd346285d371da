import { ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react"
import { isNarrow } from "./useMedia"

const gap = 4
const edge = 8

/** Beside its button wherever that is: a table that scrolls would cut a panel that lies in it. */
const place = (root: HTMLElement, align: "left" | "right") => {
  const panel = root.querySelector<HTMLElement>(".menu-panel")
  // On a phone it lies at the bottom of the window.
  if (!panel || isNarrow()) return
  const button = root.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = panel
  const below = button.bottom + gap
  const top = below + height <= innerHeight - edge || button.top - gap - height < edge ? below : button.top - gap - height
  const left = align === "left" ? button.left : button.right - width
  panel.style.top = `${top}px`
  panel.style.left = `${Math.max(edge, Math.min(left, innerWidth - edge - width))}px`
  panel.style.maxHeight = `${Math.min(480, innerHeight - edge - top)}px`
}

/** A button that opens a panel below it; it closes on a click elsewhere and on Esc. */
export const Menu = ({ label, title, children, className = "btn", align = "right" }: {
  label: ReactNode; title?: string; className?: string; align?: "left" | "right"; children: (close: () => void) => ReactNode
}) => {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (!isOpen || !root.current) return
    const follow = () => root.current && place(root.current, align)
    follow()
    // What scrolls may be any part of the page.
    window.addEventListener("scroll", follow, true)
    window.addEventListener("resize", follow)
    return () => {
      window.removeEventListener("scroll", follow, true)
      window.removeEventListener("resize", follow)
    }
  }, [isOpen, align])
  useEffect(() => {
    if (!isOpen) return
    const away = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener("pointerdown", away)
    root.current?.querySelector<HTMLElement>(".menu-panel button, .menu-panel input, .menu-panel a")?.focus()
    return () => document.removeEventListener("pointerdown", away)
  }, [isOpen])
  const close = () => {
    setOpen(false)
    root.current?.querySelector<HTMLElement>("button")?.focus()
  }
  return (
    <div className="menu" ref={root} onKeyDown={(event) => {
      if (event.key === "Escape" && isOpen) { event.stopPropagation(); close() }
      if (isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) { event.preventDefault(); event.stopPropagation(); step(root.current, event.key === "ArrowDown" ? 1 : -1) }
    }}>
      <button className={className} title={title} aria-label={title} aria-haspopup="true" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{label}</button>
      {isOpen && <div className="menu-panel">{children(close)}</div>}
    </div>
  )
}

const step = (root: HTMLElement | null, by: number) => {
  const items = [...(root?.querySelectorAll<HTMLElement>(".menu-panel button:not(:disabled), .menu-panel input, .menu-panel a") ?? [])]
  const at = items.indexOf(document.activeElement as HTMLElement)
  items[(at + by + items.length) % items.length]?.focus()
}

export const MenuItem = ({ onClick, children, disabled, bad, title }: { onClick: () => void; children: ReactNode; disabled?: boolean; bad?: boolean; title?: string }) => (
  <button className={bad ? "menu-item bad" : "menu-item"} onClick={onClick} disabled={disabled} title={title}>{children}</button>
)
