import { Store } from "./store"

/** What this browser remembers of its reader: columns by kind, theme, sizes. */
export interface Preferences {
  theme: "system" | "light" | "dark"
  columns: Record<string, string[]>
  terminalSize: number
  /** The layout of guests' keyboards, of display/layouts.ts. */
  keyboard: string
}

const key = "apus.preferences"
const usual: Preferences = { theme: "system", columns: {}, terminalSize: 13, keyboard: "us" }

const read = (): Preferences => {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Preferences>) }
  } catch {
    return usual
  }
}

export const preferences = new Store<Preferences>(read())

const applyTheme = () => {
  const { theme } = preferences.get()
  if (theme === "system") delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
applyTheme()

preferences.subscribe(() => {
  applyTheme()
  try {
    localStorage.setItem(key, JSON.stringify(preferences.get()))
  } catch {
    // A private window without storage: it holds until the page is closed.
  }
})

export const prefer = (change: Partial<Preferences>) => preferences.update((old) => ({ ...old, ...change }))
