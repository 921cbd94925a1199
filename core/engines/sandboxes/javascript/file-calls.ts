import type { ConfinedFiles } from '../confined-files.ts'
import type { HostCall, HostValue } from './pure-calls.ts'

const bytesOf = (value: HostValue | undefined) => (value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array())

/** The guest's file system, each call answered by `files`, which holds the confinement. */
export const fileCalls = (files: ConfinedFiles): Record<string, HostCall> => ({
  'files.read': (path) => new Uint8Array(files.read(String(path))).buffer,
  'files.write': (path, bytes, mode) => {
    files.write(String(path), bytesOf(bytes), mode === 'append' || mode === 'create' ? mode : 'replace')
    return null
  },
  'files.list': (path) => JSON.stringify(files.list(String(path))),
  'files.status': (path, keepLink) => JSON.stringify(files.status(String(path), { keepLink: keepLink === true })),
  'files.exists': (path) => files.exists(String(path)),
  'files.inside': (path) => files.isInside(String(path)),
  'files.makeFolder': (path) => {
    files.makeFolder(String(path))
    return null
  },
  'files.remove': (path, isRecursive) => {
    files.remove(String(path), { isRecursive: isRecursive === true })
    return null
  },
  'files.rename': (from, to) => {
    files.rename(String(from), String(to))
    return null
  },
})
