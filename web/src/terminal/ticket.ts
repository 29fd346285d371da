import { request } from "../api/client"
import { socketAddress } from "../url/base"

export interface TicketRequest {
  for: "display" | "console" | "ssh" | "shell"
  vm?: string
  host?: string
  viewOnly?: boolean
}

/** The address of a socket with a ticket that is good for it once, for half a minute. */
export const ticketed = async (what: TicketRequest, query: Record<string, string | number | undefined> = {}): Promise<string> => {
  const { ticket, path } = await request<{ ticket: string; path: string }>("POST", "/api/v1/tickets", { body: what })
  return socketAddress(path, { ...query, ticket })
}
