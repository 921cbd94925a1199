/** Settings whose text is a choice, a size or a name that everybody may know. All other texts are only counted. */
const open =
  /^(appearance\.\w+|chats\.(sendKey|titlesByModel|foundPanel)|updates\.\w+|backups\.every|containers\.(cacheLimit|relicIdle)|containers\.baseImages\.\w+|models\.roles\.(chat|planner|executor|embedding|title))$/
const plain = /^[\w.:+/-]{1,60}$/

/** The settings with everything taken out that could be an address, a path, a name or a secret. Keys that a person chose are taken out, too. */
export function settingsView(value: unknown, path = ''): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'string')
    return open.test(path) && plain.test(value) && !/(sk|gh[a-z]|xox|key|token|secret)[-_]/i.test(value) ? value : `(text of ${value.length})`
  if (Array.isArray(value)) return `(list of ${value.length})`
  if (typeof value !== 'object') return '(left out)'
  const shown: Record<string, unknown> = {}
  let hidden = 0
  for (const [key, inner] of Object.entries(value as Record<string, unknown>)) {
    const below = path === '' ? key : `${path}.${key}`
    // What names a role is the person's word.
    if (/^[a-zA-Z$]{1,30}$/.test(key) && !(path === 'models.roles' && !open.test(below))) shown[key] = settingsView(inner, below)
    else hidden++
  }
  return hidden > 0 ? { ...shown, '(others)': hidden } : shown
}
