import { ReactNode, useEffect, useRef, useState } from "react"

/** A button that opens a panel below it; it closes on a click elsewhere and on Esc. */
export const Menu = ({ label, title, children, className = "btn", align = "right" }: {
  label: ReactNode; title?: string; className?: string; align?: "left" | "right"; children: (close: () => void) => ReactNode
}) => {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
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
      {isOpen && <div className={`menu-panel ${align}`}>{children(close)}</div>}
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
