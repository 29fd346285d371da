/** Why a socket was closed, in words, and whether it makes sense to open it again. */
export interface Closing {
  title: string
  detail: string
  isNormal: boolean
}

const words: Record<number, [string, string]> = {
  1000: ["It has ended", ""],
  1001: ["The server stops", "Connect again when apusd runs."],
  1006: ["The connection was lost", "The server or the network between is away; or the ticket was not taken. Try again."],
  1009: ["A message was too long", "Paste less at once."],
  1011: ["The server made a mistake", "Look into apusd's log."],
  1013: ["Too many are open", "Close another one first."],
  4401: ["Your session has ended", "Sign in again."],
  4403: ["This is not allowed", ""],
  4404: ["It is gone", "The machine or host is no longer there."],
  4408: ["The other side did not answer in time", "Look whether it has started, then try again."],
  4409: ["Somebody else took it over", "A serial console has one reader at a time; connecting again takes it back."],
  4502: ["The other side refused", ""],
  4507: ["The recording cannot be written", "No terminal is open without its recording here. Free space on the server's disk."],
}

export const closingOf = (code: number, reason: string): Closing => {
  const [title, detail] = words[code] ?? [`It was closed (${code})`, ""]
  const said = (reason.charAt(0).toUpperCase() + reason.slice(1)).replace(/\.$/, "")
  return { title, detail: [said && said !== title && said + ".", detail].filter(Boolean).join(" "), isNormal: code === 1000 }
}
