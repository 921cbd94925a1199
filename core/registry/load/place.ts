import { isAbsolute, relative, resolve, sep, win32 } from 'node:path'

export type RootKind = 'bundled' | 'personal' | 'extra'
/** A folder that holds manifests; `path` is absolute and real (symbolic links resolved). */
export type Root = { root: RootKind; path: string }

/** Where a manifest is, or (for one that is only previewed) will be. `disk` leads from that place to where its bytes are now. */
export type Place = { file: string; folder: string; root: Root; disk(path: string): string }

export const onDisk = (path: string): string => path

/** Whether `path` is `folder` or below it. Both absolute. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** `text`, a relative path from a manifest, as an absolute one inside `folder`; null when it is absolute or leads out. */
export function resolveInside(folder: string, text: string): string | null {
  if (isAbsolute(text) || win32.isAbsolute(text) || text.includes('\\') || text.includes('\0') || text.startsWith('~')) return null
  const path = resolve(folder, text)
  return isInside(folder, path) ? path : null
}

/** A path below `folder` with forward slashes on every system. */
export function slashPath(folder: string, path: string): string {
  return relative(folder, path).replaceAll('\\', '/')
}
