import { ReactNode, useEffect, useRef } from "react"
import { Icon } from "./icons"

/** The browser's own modal dialog: it keeps the focus inside and closes with Esc. */
export const Dialog = ({ title, onClose, children, wide, className = "" }: {
  title: string; onClose: () => void; children: ReactNode; wide?: boolean; className?: string
}) => {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = element.current
    if (!dialog || dialog.open) return
    dialog.showModal()
    // Else the browser would choose the button that closes it.
    dialog.querySelector<HTMLElement>(".dialog-in > :not(header) :is(input, textarea, select, button), .dialog-in > :is(input, textarea, select)")?.focus()
  }, [])
  return (
    <dialog ref={element} className={`dialog ${wide ? "wide" : ""} ${className}`} aria-label={title}
      onCancel={(event) => { event.preventDefault(); onClose() }}
      onMouseDown={(event) => { if (event.target === element.current) onClose() }}>
      <div className="dialog-in">
        <header>
          <h2>{title}</h2>
          <button className="btn ghost square" aria-label="Close" onClick={onClose}><Icon name="close" /></button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
