import { path } from "../api/client"
import { Kind } from "../api/types"
import { Cells } from "../live/rows"
import { Dialog } from "../ui/Dialog"
import { setQuery, usePlace } from "../url/router"
import { FormDialog } from "./FormDialog"
import { verbForms } from "./verbForms"

/** The form of a verb that the address names (`?do=grow`). */
export const VerbDialog = ({ kind, id, cells }: { kind: Kind; id: string; cells: Cells }) => {
  const name = usePlace().query.get("do") ?? ""
  const asked = verbForms[kind.name]?.[name]
  if (!asked) return null
  const close = () => setQuery({ do: undefined })
  return (
    <Dialog title={`${asked.title} ${String(cells.name)}`} onClose={close}>
      <FormDialog form={asked.form(cells)} address={path(kind.plural, id, name)} verb={asked.verb} onClose={close} />
    </Dialog>
  )
}
