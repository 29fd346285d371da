/** Addresses are relative to `<base>`, so that the page also works under a prefix. */
const base = new URL(document.baseURI)

/** The absolute address of a path such as `/api/v1/vms`. */
export const absolute = (path: string): URL => {
  const prefix = base.pathname.replace(/\/$/, "")
  const inside = prefix !== "" && path.startsWith(prefix + "/") ? path.slice(prefix.length) : path
  return new URL(inside.replace(/^\//, ""), base)
}

/** The same as text, without building a URL: tables have many links. */
export const hrefOf = (to: string): string => base.origin + base.pathname.replace(/[^/]*$/, "") + to.replace(/^\//, "")

/** The address of a WebSocket. */
export const socketAddress = (path: string, query: Record<string, string | number | undefined>): string => {
  const url = absolute(path)
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value))
  return url.href
}

/** The path of this view inside the page: `/vms/web-1`. */
export const localPath = (): string => {
  const prefix = base.pathname.replace(/\/$/, "")
  return location.pathname.startsWith(prefix) ? location.pathname.slice(prefix.length) || "/" : location.pathname
}
