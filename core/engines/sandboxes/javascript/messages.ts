import type { GuestMount } from '../confined-files.ts'

/** What the worker is handed for its one run. Paths of `script` and `env` are the guest's own (/tool, /work, /run). */
export type WorkerRun = {
  script: string
  stdin: string
  env: Record<string, string>
  mounts: GuestMount[]
  network: string[]
  limits: { timeoutMs: number; memoryBytes: number; outputBytes: number; writeBytes: number; bodyBytes: number }
}

export type WorkerMessage =
  | { type: 'ready' }
  | { type: 'log'; text: string }
  | { type: 'ended'; exitCode: number; stdout: string; reason: 'exit' | 'output-limit' | 'memory' | 'crash'; detail: string }
