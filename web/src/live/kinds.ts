import { get, request } from "../api/client"
import { Kind } from "../api/types"
import { Store, useStore } from "./store"

export const kinds = new Store<Kind[]>([])

let asked: Promise<Kind[]> | undefined

/** Asked for together with the session: most readers are signed in. */
export const foreseeKinds = () => {
  asked = request<Kind[]>("GET", "/api/v1/kinds", { quiet: true })
  asked.catch(() => {})
}

export const loadKinds = async () => {
  const early = asked
  asked = undefined
  kinds.set(await (early ?? get<Kind[]>("/api/v1/kinds")).catch(() => get<Kind[]>("/api/v1/kinds")))
}

/** By its singular (`vm`) or its plural (`vms`). */
export const findKind = (all: Kind[], name: string): Kind | undefined =>
  all.find((kind) => kind.name === name || kind.plural === name)

export const useKind = (name: string): Kind | undefined => findKind(useStore(kinds), name)
