/** An action as the native menu lists it. */
export interface OfferedAction {
  id: string
  title: string
  keys: string | null
  menu: 'file' | 'view' | 'go' | 'help'
}

interface FoundUpdate {
  version: string
  notes: string
  sizeBytes: number | null
}
/** Where the desktop app is on its way to a newer version; electron/main/updates/update-state.ts makes it. */
export type UpdateState =
  | { state: 'idle'; lastCheckedAt: string | null }
  | { state: 'checking' }
  | ({ state: 'available' } & FoundUpdate)
  | ({ state: 'downloading'; percent: number; bytesPerSecond: number } & FoundUpdate)
  | ({ state: 'ready' } & FoundUpdate)
  | { state: 'failed'; during: 'check' | 'download' | 'install'; message: string; found: FoundUpdate | null }

/** What the preload script of the desktop app offers; absent in a browser. What comes back arrives as messages of the window. */
export interface DesktopHost {
  /** Brings the window to the front, also when it is hidden. */
  showWindow?(): void
  /** Shows a chat in the main window; only the window of the quick prompt has it. */
  openInMain?(route: string): void
  /** Hides the window of the quick prompt, which alone has it. */
  hide?(): void
  /** What the native menu and the tray list, and what they call their own entries. A choice comes back as `cortex:action`. */
  offerActions?(offered: { actions: readonly OfferedAction[]; labels: Readonly<Record<string, string>> }): void
  /** Opens the window of the quick prompt. */
  quickPrompt?(): void
  /** How much runs, for the tray. */
  tellRunning?(count: number): void
  settingsChanged?(): void
  /** null: this app is not installed, so there is nothing to update. A change arrives as `cortex:update`. */
  updateState?(): Promise<UpdateState | null>
  update?(verb: 'check' | 'download' | 'stop' | 'later' | 'skip' | 'install'): void
}
