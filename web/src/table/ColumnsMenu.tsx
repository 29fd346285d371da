import { useState } from "react"
import { Kind } from "../api/types"
import { Icon } from "../ui/icons"
import { Menu } from "../ui/Menu"

/** Which columns are shown, and in which order; what is hidden can still be filtered. */
export const ColumnsMenu = ({ kind, shown, onChange, onUsual }: {
  kind: Kind; shown: string[]; onChange: (names: string[]) => void; onUsual: () => void
}) => {
  const [text, setText] = useState("")
  const order = [...shown, ...kind.columns.map((column) => column.name).filter((name) => !shown.includes(name))]
  const found = order
    .map((name) => kind.columns.find((column) => column.name === name))
    .filter((column) => column && (column.title + column.name).toLowerCase().includes(text.toLowerCase()))
  const move = (name: string, by: number) => {
    const at = shown.indexOf(name)
    const next = shown.filter((other) => other !== name)
    next.splice(Math.max(0, at + by), 0, name)
    onChange(next)
  }
  return (
    <Menu label={<><Icon name="columns" /><span className="wide-only">Columns</span></>} title="Columns">
      {() => (
        <div className="columns-menu">
          <input className="input" placeholder="Find a column" aria-label="Find a column" value={text} onChange={(event) => setText(event.target.value)} />
          <div className="columns-list">
            {found.map((column) => column && (
              <div key={column.name} className="columns-row" title={column.help || undefined}>
                <label className="check">
                  <input type="checkbox" checked={shown.includes(column.name)}
                    onChange={(event) => onChange(event.target.checked ? [...shown, column.name] : shown.filter((name) => name !== column.name))} />
                  <span>{column.title}</span>
                </label>
                {shown.includes(column.name) && (
                  <span className="columns-move">
                    <button className="btn ghost square" aria-label={`Move ${column.title} left`} title="Left" onClick={() => move(column.name, -1)}>↑</button>
                    <button className="btn ghost square" aria-label={`Move ${column.title} right`} title="Right" onClick={() => move(column.name, 1)}>↓</button>
                  </span>
                )}
              </div>
            ))}
          </div>
          <button className="menu-item" onClick={onUsual}>As it was at first</button>
        </div>
      )}
    </Menu>
  )
}
