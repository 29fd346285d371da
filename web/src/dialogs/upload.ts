import { ProblemError, request, path, get } from "../api/client"
import { Image } from "../api/types"

/** Bytes of one request: a cut connection costs no more than this. */
const piece = 8 << 20
const attempts = 6

export interface Progress {
  sent: number
  of: number
  /** Bytes each second, of the last pieces. */
  speed: number
}

const formatOf = (name: string): string => {
  const ending = name.toLowerCase().split(".").pop() ?? ""
  return { iso: "iso", raw: "raw", img: "raw", vmdk: "vmdk", vdi: "vdi" }[ending] ?? "qcow2"
}

export const nameOf = (file: string): string => file.toLowerCase().replace(/\.[a-z0-9]+$/, "").replace(/[^a-z0-9.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "") || "image"

/** The image that takes the bytes: one begun before by the same name and size goes on. */
const begin = async (file: File, name: string, host: string): Promise<{ image: Image; offset: number }> => {
  try {
    const known = await get<Image>(path("images", name))
    if (known.state === "uploading") {
      const { offset, size } = await get<{ offset: number; size?: number }>(path("images", name, "content"))
      if (size === undefined || size === file.size) return { image: known, offset }
    }
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error
  }
  const body = { name, source: "upload", size: file.size, format: formatOf(file.name), ...(host ? { host } : {}) }
  return { image: await request<Image>("POST", path("images"), { body, once: true }), offset: 0 }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Whether another attempt may help: the network was away, or the server asks to wait. */
const mayPass = (error: unknown) => error instanceof ProblemError && (error.problem.status === 0 || error.problem.status >= 502)

/** Sends a file in pieces; after a failure it asks how far the server is, and goes on there. */
export const upload = async (file: File, name: string, host: string, tell: (progress: Progress) => void, signal: AbortSignal): Promise<void> => {
  const begun = await begin(file, name, host)
  const address = path("images", begun.image.id, "content")
  let { offset } = begun
  let failures = 0
  tell({ sent: offset, of: file.size, speed: 0 })
  while (offset < file.size) {
    const from = performance.now()
    const end = Math.min(file.size, offset + piece)
    try {
      await request("PUT", address, { query: { offset }, bytes: file.slice(offset, end), signal })
      tell({ sent: end, of: file.size, speed: ((end - offset) / (performance.now() - from)) * 1000 })
      offset = end
      failures = 0
    } catch (error) {
      if (signal.aborted || !mayPass(error) || ++failures > attempts) throw error
      await pause(500 * 2 ** failures)
      offset = await get<{ offset: number }>(address).then((answer) => answer.offset, () => offset)
    }
  }
}
