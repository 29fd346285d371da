import { ReactNode } from "react"
import { Link } from "../ui/Link"
import { localPath } from "../url/base"

export interface Tab {
  name: string
  title: ReactNode
}

/** Tabs are links: each has its address. */
export const Tabs = ({ tabs, current }: { tabs: Tab[]; current: string }) => (
  <nav className="tabs" aria-label="Parts">
    {tabs.map((tab, index) => (
      <Link key={tab.name} to={index === 0 ? localPath() : `${localPath()}?tab=${tab.name}`} className={tab.name === current ? "on" : ""} current={tab.name === current}>{tab.title}</Link>
    ))}
  </nav>
)
