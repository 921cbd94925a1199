/** Folders and files that never count: not read, not watched, not part of a digest. Caches change by themselves; node_modules holds other people's YAML. */
export function isSkippedName(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || name === '__pycache__' || name === 'Thumbs.db' || name.endsWith('~')
}

/** Names that can be manifests. */
export function isCandidateName(name: string): boolean {
  return /\.(ya?ml|md|markdown)$/i.test(name)
}
