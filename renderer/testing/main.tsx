import { createRoot } from 'react-dom/client'
import { createApi } from '../api/client.ts'
import { createConnection, type Transport } from '../api/connection.ts'
import { portTransport } from '../api/transports.ts'
import { App } from '../app/app.tsx'
import { markKeyboardUse } from '../app/keyboard-use.ts'
import { applyTheme } from '../app/theme.ts'
import '../ui/styles.css'
import { createFakeCore } from './fake-core.ts'

/** The app over made-up content, for looking at its screens: `npx vite renderer`, then /testing/?fresh, ?failing, ?slow, ?engineless, ?messages=10000, ?speed=2700. */
const asked = new URLSearchParams(window.location.search)
const core = createFakeCore({
  isFresh: asked.has('fresh'),
  isFailing: asked.has('failing'),
  isSlow: asked.has('slow'),
  isWithoutEngine: asked.has('engineless'),
  messageCount: Number(asked.get('messages') ?? 0),
  tokensPerSecond: Number(asked.get('speed') ?? 60),
})
let open: Transport | null = null
let isAway = false
/** For looking at what a lost connection does: `away()` cuts it, `back()` lets it return. */
Object.assign(window, {
  away() {
    isAway = true
    open?.close()
  },
  back() {
    isAway = false
  },
})

applyTheme()
markKeyboardUse()
const connection = createConnection({
  open: async () => {
    if (isAway) throw new Error('away')
    open = portTransport(core.connect())
    return open
  },
})
const root = document.getElementById('root')
if (root) createRoot(root).render(<App api={createApi(connection)} />)
