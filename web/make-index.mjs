// Writes index.html with the hashed names, gives fonts hashed names, and weighs what the first load takes.
import { createHash } from "node:crypto"
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { gzipSync } from "node:zlib"

const [metaFile, template, out, limit] = process.argv.slice(2)
const meta = JSON.parse(readFileSync(metaFile, "utf8"))
const [script, entry] = Object.entries(meta.outputs).find(([, output]) => output.entryPoint === "src/main.tsx")
const worker = Object.keys(meta.outputs).find((file) => meta.outputs[file].entryPoint === "src/live/events-worker.ts")

/** What is loaded with the entry: its static imports, not those by `import()`. */
const first = new Set()
const visit = (file) => {
  if (first.has(file)) return
  first.add(file)
  for (const part of meta.outputs[file].imports) if (part.kind === "import-statement") visit(part.path)
}
visit(script)

const faces = []
for (const [name, family, weight] of [
  ["inter-400", "Inter", 400], ["inter-500", "Inter", 500], ["inter-600", "Inter", 600], ["mono-400", "JetBrains Mono", 400],
]) {
  const file = join(out, "assets", `${name}.woff2`)
  if (!existsSync(file)) continue
  const hash = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 8).toUpperCase()
  renameSync(file, join(out, "assets", `${name}-${hash}.woff2`))
  faces.push(`@font-face{font-family:"${family}";font-weight:${weight};font-display:swap;src:url(${name}-${hash}.woff2) format("woff2")}`)
}
const style = join(out, "assets", basename(entry.cssBundle))
const css = faces.join("\n") + "\n" + readFileSync(style, "utf8")
const hash = createHash("sha256").update(css).digest("hex").slice(0, 8).toUpperCase()
const named = join(out, "assets", `main-${hash}.css`)
renameSync(style, named)
writeFileSync(named, css)

const asset = (file) => `assets/${basename(file)}`
const html = readFileSync(template, "utf8")
  .replace("<!-- style -->", `<link rel="stylesheet" href="${asset(named)}">`)
  .replace("<!-- preload -->", [...first].slice(1).map((file) => `<link rel="modulepreload" href="${asset(file)}">`).join("") + `<link data-events href="${asset(worker)}">`)
  .replace("<!-- script -->", `<script type="module" src="${asset(script)}"></script>`)
writeFileSync(join(out, "index.html"), html)

const files = [join(out, "index.html"), named, ...[...first].map((file) => join(out, asset(file)))]
const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0)
console.error(`page: first load ${(size / 1000).toFixed(1)} kB gzipped (limit ${limit / 1000} kB)`)
if (size > Number(limit)) process.exit(1)
