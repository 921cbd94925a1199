import { createRoot } from 'react-dom/client'
import { createApi } from '../api/client.ts'
import { createConnection } from '../api/connection.ts'
import { takeToken } from '../api/token.ts'
import { collectPorts, openPort, openSocket } from '../api/transports.ts'
import { loadHighlighting } from '../ui/markdown.tsx'
import { App } from './app.tsx'
import { markKeyboardUse } from './keyboard-use.ts'

/** Draws the app. Loaded once it is known which language it speaks. */
export function start(): void {
  collectPorts()
  markKeyboardUse()
  // A page in a browser may have a host for other things, as in a test; its way to the core is the socket all the same.
  const host = window.cortex?.requestPort ? window.cortex : null
  const token = host ? null : takeToken()
  const connection = createConnection({ open: () => (host ? openPort(host) : openSocket(token)) })
  const root = document.getElementById('root')
  if (root) createRoot(root).render(<App api={createApi(connection)} />)

  window.requestIdleCallback?.(() => loadHighlighting().catch(() => {}), { timeout: 4_000 })
}
