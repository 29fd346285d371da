import { ComponentType, lazy } from "react"

const patience = [100, 400, 1600]

const again = async <Part>(load: () => Promise<Part>, pauses: number[]): Promise<Part> => {
  try {
    return await load()
  } catch (error) {
    const [pause, ...later] = pauses
    if (pause === undefined) throw error
    await new Promise((done) => setTimeout(done, pause))
    return again(load, later)
  }
}

/** A part of the page that is loaded when it is first shown; what the network lost is asked for again. */
export const later = <Props>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => ({ default: await again(load, patience) }))
