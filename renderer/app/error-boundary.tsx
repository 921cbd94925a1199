import { Component, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { errorText } from '../ui/failed.tsx'
import { Notice } from '../ui/notice.tsx'
import { t } from './messages.ts'

interface State {
  error: unknown
}

/** A bug in one view leaves the frame standing. `resetKey` changing (another address) tries again. */
export class ErrorBoundary extends Component<{ children: ReactNode; resetKey?: string }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override componentDidUpdate(previous: { resetKey?: string }) {
    if (this.state.error !== null && previous.resetKey !== this.props.resetKey) this.setState({ error: null })
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return (
      <main className="main-pane p-4">
        <Notice
          tone="danger"
          title={t.shell.broken}
          actions={
            <Button look="primary" onClick={() => this.setState({ error: null })}>
              {t.shell.reload}
            </Button>
          }
        >
          {t.shell.brokenAbout} {errorText(this.state.error)}
        </Notice>
      </main>
    )
  }
}
