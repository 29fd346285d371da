import { actions } from "../api/actions"
import { mayAs, useRole } from "../api/session"
import { Kind } from "../api/types"
import { perform } from "../live/ask"
import { Cells } from "../live/rows"
import { Icon } from "../ui/icons"
import { Menu, MenuItem } from "../ui/Menu"

/** The verbs of one thing: the usual beside its name, all in the menu. */
export const Verbs = ({ kind, cells }: { kind: Kind; cells: Cells }) => {
  const role = useRole()
  const fitting = (actions[kind.name] ?? []).filter((action) => action.when(cells) && mayAs(role, action.role))
  const rows = [{ id: String(cells.id), cells }]
  const rest = fitting.filter((action) => !action.isMain)
  return (
    <>
      {fitting.filter((action) => action.isMain).map((action) => (
        <button key={action.name} className="btn" onClick={() => perform({ action, rows, kindTitle: kind.title, isHere: true })}><Icon name={action.icon} /><span>{action.label}</span></button>
      ))}
      {rest.length > 0 && (
        <Menu className="btn" label={<Icon name="more" />} title="More actions">
          {(close) => rest.map((action) => (
            <MenuItem key={action.name} bad={action.bad} onClick={() => { close(); perform({ action, rows, kindTitle: kind.title, isHere: true }) }}>
              <Icon name={action.icon} />{action.label}
            </MenuItem>
          ))}
        </Menu>
      )}
    </>
  )
}
