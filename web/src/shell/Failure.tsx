import { Component, ReactNode } from "react"

/** A mistake of the page itself takes one view away, not all. */
export class Failure extends Component<{ children: ReactNode; viewKey: string }, { error?: Error; at?: string }> {
  state: { error?: Error; at?: string } = {}

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  componentDidUpdate(before: { viewKey: string }) {
    if (before.viewKey !== this.props.viewKey && this.state.error) this.setState({ error: undefined })
  }

  render() {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <div className="body">
        <div className="note bad" role="alert">
          <div className="note-body">
            <b>The page made a mistake</b>
            <div className="mono">{error.message}</div>
            <div>Nothing on the server is changed by this. Load the page again; the command line does the same things meanwhile.</div>
            <div className="note-verbs"><button className="btn small" onClick={() => location.reload()}>Load again</button></div>
          </div>
        </div>
      </div>
    )
  }
}
