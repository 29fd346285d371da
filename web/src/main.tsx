import { createRoot } from "react-dom/client"
import { App } from "./App"
// With the page itself: styles of parts that are loaded later would need a loader of their own.
import "xterm-style"
import "./style/tokens.css"
import "./style/base.css"
import "./style/shell.css"
import "./style/table.css"
import "./style/page.css"

const root = document.getElementById("root")
if (root) createRoot(root).render(<App />)
