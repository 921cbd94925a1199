/** A newer version: what it is called, what is new in it, and how much is to be fetched, when the feed says so. */
export type Found = { version: string; notes: string; sizeBytes: number | null }

/** Where the app is on its way to a newer version. */
export type UpdateState =
  /** Nobody was asked yet. `lastCheckedAt` null: never. */
  | { state: 'idle'; lastCheckedAt: string | null }
  | { state: 'checking' }
  | ({ state: 'available' } & Found)
  | ({ state: 'downloading'; percent: number; bytesPerSecond: number } & Found)
  /** It is here and was checked; a restart, or closing the app, installs it. */
  | ({ state: 'ready' } & Found)
  | { state: 'failed'; during: 'check' | 'download' | 'install'; message: string; found: Found | null }

export type UpdateEvent =
  | { type: 'check' }
  | { type: 'none'; at: string }
  | { type: 'found'; found: Found }
  | { type: 'download' }
  | { type: 'progress'; percent: number; bytesPerSecond: number }
  | { type: 'downloaded' }
  /** The download was stopped by the person. */
  | { type: 'stopped' }
  /** This version is not wanted, or not now. */
  | { type: 'put-off'; at: string }
  | { type: 'failed'; during: 'check' | 'download' | 'install'; message: string }

const foundOf = (state: UpdateState): Found | null => {
  if (state.state === 'failed') return state.found
  if (state.state === 'idle' || state.state === 'checking') return null
  const { version, notes, sizeBytes } = state
  return { version, notes, sizeBytes }
}

/** One event further. What does not fit the state, such as progress of a download that was stopped, changes nothing. */
export function nextUpdateState(state: UpdateState, event: UpdateEvent): UpdateState {
  const found = foundOf(state)
  switch (event.type) {
    case 'check':
      // What is here already, or on its way, is not asked for again.
      return state.state === 'downloading' || state.state === 'ready' ? state : { state: 'checking' }
    case 'none':
      return state.state === 'checking' ? { state: 'idle', lastCheckedAt: event.at } : state
    case 'found':
      return state.state === 'checking' ? { state: 'available', ...event.found } : state
    case 'download':
      return found && state.state !== 'downloading' && state.state !== 'ready'
        ? { state: 'downloading', percent: 0, bytesPerSecond: 0, ...found }
        : state
    case 'progress':
      return state.state === 'downloading'
        ? { ...state, percent: Math.min(100, Math.max(state.percent, event.percent)), bytesPerSecond: event.bytesPerSecond }
        : state
    case 'downloaded':
      return state.state === 'downloading' && found ? { state: 'ready', ...found } : state
    case 'stopped':
      return state.state === 'downloading' && found ? { state: 'available', ...found } : state
    case 'put-off':
      return state.state === 'available' || state.state === 'failed' || state.state === 'ready' ? { state: 'idle', lastCheckedAt: event.at } : state
    case 'failed':
      return { state: 'failed', during: event.during, message: event.message, found: event.during === 'check' ? null : found }
  }
}
