import { ComponentType, lazy } from "react"
import { again } from "../api/again"

/** A part of the page that is loaded when it is first shown; what the network lost is asked for again. */
export const later = <Props>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => ({ default: await again(load, [100, 400, 1600]) }))
