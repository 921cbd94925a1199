import { type Found, nextUpdateState, type UpdateEvent, type UpdateState } from './update-state.ts'

/** How newer versions are fetched. Nothing is sent anywhere before `find` is called. */
export type UpdateSource = {
  /** null: this is the newest. */
  find(channel: 'stable' | 'beta'): Promise<Found | null>
  /** Fetches what was found last and checks it. Rejects when the signal aborts. */
  fetch(signal: AbortSignal, onProgress: (progress: { percent: number; bytesPerSecond: number }) => void): Promise<void>
  /** Ends the app, installs what was fetched and starts it again. */
  install(): void
  /** Whether what was fetched is installed when the app is closed. */
  setInstallOnQuit(isOn: boolean): void
}

/** What is kept over restarts. */
export type UpdateMemory = { skippedVersion: string | null; lastCheckedAt: string | null; laterUntil: string | null }
export type UpdateChoice = { check: 'never' | 'ask' | 'auto'; channel: 'stable' | 'beta' }
export type UpdateVerb = 'check' | 'download' | 'stop' | 'later' | 'skip' | 'install'

const dayMs = 24 * 60 * 60_000

type Options = {
  source: UpdateSource
  choice: () => UpdateChoice
  memory: { read(): UpdateMemory; write(memory: UpdateMemory): void }
  now: () => number
  onState: (state: UpdateState) => void
}

/**
 * Newer versions of the app. With `never` nobody is ever asked unless the person presses a button; with `ask` the feed is looked at once a day
 * and the person decides; with `auto` it is fetched, too, and installed when the app is closed. Call `tick` now and then.
 */
export function createUpdates({ source, choice, memory, now, onState }: Options) {
  let state: UpdateState = { state: 'idle', lastCheckedAt: memory.read().lastCheckedAt }
  let fetching: AbortController | null = null
  const take = (event: UpdateEvent) => {
    const next = nextUpdateState(state, event)
    if (next === state) return
    state = next
    onState(state)
  }
  const iso = () => new Date(now()).toISOString()
  const remember = (change: Partial<UpdateMemory>) => memory.write({ ...memory.read(), ...change })

  async function check(isAsked: boolean): Promise<void> {
    if (state.state === 'checking' || state.state === 'downloading' || state.state === 'ready') return
    take({ type: 'check' })
    try {
      const found = await source.find(choice().channel)
      remember({ lastCheckedAt: iso() })
      // Who asks by hand gets to see a version that was put off, too.
      if (!found || (!isAsked && found.version === memory.read().skippedVersion)) return take({ type: 'none', at: iso() })
      take({ type: 'found', found })
      if (choice().check === 'auto') await download()
    } catch (error) {
      // A look that nobody asked for is not worth a word when there is no network.
      if (isAsked) take({ type: 'failed', during: 'check', message: (error as Error).message })
      else take({ type: 'none', at: state.state === 'idle' ? (state.lastCheckedAt ?? iso()) : iso() })
    }
  }

  async function download(): Promise<void> {
    if (fetching || (state.state !== 'available' && state.state !== 'failed')) return
    take({ type: 'download' })
    if ((state as UpdateState).state !== 'downloading') return
    const stop = new AbortController()
    fetching = stop
    try {
      source.setInstallOnQuit(choice().check === 'auto')
      await source.fetch(stop.signal, (progress) => !stop.signal.aborted && take({ type: 'progress', ...progress }))
      if (stop.signal.aborted) return take({ type: 'stopped' })
      take({ type: 'downloaded' })
    } catch (error) {
      take(stop.signal.aborted ? { type: 'stopped' } : { type: 'failed', during: 'download', message: (error as Error).message })
    } finally {
      fetching = null
    }
  }

  const version = () => ('version' in state ? state.version : state.state === 'failed' ? (state.found?.version ?? null) : null)
  const putOff = (change: Partial<UpdateMemory>) => {
    remember(change)
    source.setInstallOnQuit(false)
    take({ type: 'put-off', at: memory.read().lastCheckedAt ?? iso() })
  }

  return {
    state: () => state,
    /** A press of the person's own. Resolves when it is done with. */
    async act(verb: UpdateVerb): Promise<void> {
      switch (verb) {
        case 'check':
          return check(true)
        case 'download':
          return download()
        case 'stop':
          return fetching?.abort()
        case 'later':
          return putOff({ laterUntil: new Date(now() + dayMs).toISOString() })
        case 'skip':
          return putOff({ skippedVersion: version() })
        case 'install':
          if (state.state === 'ready') source.install()
      }
    },
    /** Looks at the feed when the settings want that and the last look is a day ago. */
    async tick(): Promise<void> {
      // What was fetched while the settings said auto waits for a press once they no longer do.
      if (choice().check !== 'auto') source.setInstallOnQuit(false)
      if (choice().check === 'never' || state.state !== 'idle') return
      const { lastCheckedAt, laterUntil } = memory.read()
      if (laterUntil !== null && Date.parse(laterUntil) > now()) return
      if (lastCheckedAt !== null && Date.parse(lastCheckedAt) + dayMs > now()) return
      await check(false)
    },
  }
}
