const named: Record<string, string> = {
  Mod: 'CmdOrCtrl',
  Ctrl: 'Ctrl',
  Alt: 'Alt',
  Shift: 'Shift',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
}

/** `Mod+Shift+L` as Electron writes it; null for keys without Mod, Alt or F, which a menu must not take from a text field. */
export function acceleratorOf(keys: string): string | null {
  const parts = keys.split('+').map((part) => named[part] ?? part)
  const key = parts.at(-1) ?? ''
  const isFree = /^F\d{1,2}$/.test(key) || parts.slice(0, -1).some((part) => part === 'CmdOrCtrl' || part === 'Ctrl' || part === 'Alt')
  return isFree && /^([A-Z0-9,.]|F\d{1,2}|Up|Down|Left|Right|Tab|Space|Enter)$/.test(key) ? parts.join('+') : null
}
