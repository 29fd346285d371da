import { ComponentType } from "react"
import { VM } from "../../api/types"
import { setQuery, usePlace } from "../../url/router"
import { Change } from "./Change"
import { Clone } from "./Clone"
import { Export } from "./Export"
import { Migrate } from "./Migrate"
import { Rename } from "./Rename"
import { Rescue } from "./Rescue"

const dialogs: Record<string, ComponentType<{ vm: VM; onClose: () => void }>> = { change: Change, clone: Clone, migrate: Migrate, export: Export, rename: Rename, rescue: Rescue }

/** The dialog that the address names (`?do=clone`): so menus, the palette and a link open it alike. */
export const OpenDialog = ({ vm }: { vm: VM }) => {
  const Named = dialogs[usePlace().query.get("do") ?? ""]
  return Named ? <Named vm={vm} onClose={() => setQuery({ do: undefined })} /> : null
}
