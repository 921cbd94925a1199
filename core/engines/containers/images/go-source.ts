// Begins with a letter or digit: neither an option nor a relative path.
const path = /^[A-Za-z0-9][A-Za-z0-9._~-]*(?:\/[A-Za-z0-9._~-]+)*$/

/**
 * What Go source imports, without what belongs to its own module (`module`, null when there is no go.mod): these packages are compiled
 * in a layer of their own, so that a change of the code alone compiles the code alone. Sorted; files that do not parse give less. Pure.
 */
export function importsOf(sources: readonly string[], module: string | null): string[] {
  const found = new Set<string>()
  for (const source of sources) {
    // Imports stand before everything else, so the first declaration ends them.
    const head = source.replace(/\/\*[\s\S]*?\*\//g, ' ').split(/^(?:func|type|var|const)\b/m)[0] ?? ''
    for (const block of head.matchAll(/^import\s+(?:\((?<many>[^)]*)\)|(?<one>[^\n]*))/gm)) {
      const lines = (block.groups?.many ?? block.groups?.one ?? '').split('\n')
      for (const line of lines) {
        const name = /^\s*(?:[\w.]+\s+)?"(?<name>[^"]+)"/.exec(line)?.groups?.name
        if (name && name !== 'C' && name !== 'unsafe' && path.test(name) && !isOwn(name, module)) found.add(name)
      }
    }
  }
  return [...found].sort()
}

const isOwn = (name: string, module: string | null) => module !== null && (name === module || name.startsWith(`${module}/`))

/** The module's own path, and whether it needs others. null when it says neither. Pure. */
export function readGoMod(text: string): { module: string | null; hasRequirements: boolean } {
  return { module: /^module\s+"?(?<name>[^\s"]+)"?/m.exec(text)?.groups?.name ?? null, hasRequirements: /^\s*require\b/m.test(text) }
}
