import { createRoot } from 'react-dom/client'
import { createApi } from '../api/client.ts'
import { createConnection } from '../api/connection.ts'
import { takeToken } from '../api/token.ts'
import { collectPorts, openPort, openSocket } from '../api/transports.ts'
import { loadHighlighting } from '../ui/highlighting.ts'
import { App } from './app.tsx'
import { markKeyboardUse } from './keyboard-use.ts'
import { ChatScreen } from './routes.tsx'

/** Draws the app. Loaded once it is known which language it speaks. */
export async function start(): Promise<void> {
  collectPorts()
  markKeyboardUse()
  // A page in a browser may have a host for other things, as in a test; its way to the core is the socket all the same.
  const host = window.cortex?.requestPort ? window.cortex : null
  const token = host ? null : takeToken()
  const connection = createConnection({ open: () => (host ? openPort(host) : openSocket(token)) })
  // Where this fails, the screen tries again when it is drawn, and tells why it cannot be.
  if (location.hash.startsWith('#/chats/')) await ChatScreen.load().catch(() => {})
  const root = document.getElementById('root')
  if (root) createRoot(root).render(<App api={createApi(connection)} />)

  const loadAhead = () => ChatScreen.load().then(loadHighlighting)
  window.requestIdleCallback?.(() => loadAhead().catch(() => {}), { timeout: 4_000 })
}
