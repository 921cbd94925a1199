/** What of Electron's globalShortcut is used. */
export type Shortcuts = { register(accelerator: string, callback: () => void): boolean; unregister(accelerator: string): void }

/** `off`: the person wants none. `on`: pressing it opens the quick prompt. `taken`: another program has it, or the desktop gives none away. */
export type ShortcutState = { state: 'off' } | { state: 'on' | 'taken'; keys: string }

/** The keys that open the quick prompt from anywhere. `set` may be called again with others; a failure leaves none registered and is answered. */
export function createQuickShortcut(shortcuts: Shortcuts, onPress: () => void) {
  let current: ShortcutState = { state: 'off' }
  const release = () => {
    if (current.state === 'on') shortcuts.unregister(current.keys)
  }
  return {
    set(keys: string): ShortcutState {
      if (current.state === 'on' && current.keys === keys) return current
      release()
      current = keys === '' ? { state: 'off' } : { state: isRegistered(keys) ? 'on' : 'taken', keys }
      return current
    },
    close(): void {
      release()
      current = { state: 'off' }
    },
  }

  /** Electron throws for what it cannot read as keys. */
  function isRegistered(keys: string): boolean {
    try {
      return shortcuts.register(keys, onPress)
    } catch {
      return false
    }
  }
}
