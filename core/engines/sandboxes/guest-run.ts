import type { GuestMount } from './confined-files.ts'
import type { SandboxRequest } from './port.ts'
import type { RunFolder } from './run-folder.ts'

/** What a wasm engine needs to carry out one run: the request, and where things are for the guest. */
export type GuestRun = { request: SandboxRequest; folder: RunFolder; mounts: GuestMount[]; script: string; env: Record<string, string> }
export type RunOptions = { signal: AbortSignal; onLog: (line: string) => void }
