import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { Tier } from '../../contract/runs.ts'
import type { RunId, SessionId } from '../../kernel/ids.ts'

export type SandboxLanguage = ToolManifest['implementation']['type']

/** One run of one tool, with everything it may touch. Nothing that is not named here is reachable. */
export type SandboxRequest = {
  toolName: string
  /** What is made for it is marked with these, where the tier makes something that others can see. */
  belongsTo?: { runId: RunId; sessionId: SessionId | null }
  language: SandboxLanguage
  /** The image that was built for it; null where the tier needs none. */
  image: string | null
  /** Absolute; readable by the tool, never writable. */
  folder: string
  /** Absolute, inside `folder`; already checked. */
  script: string
  /** Handed to the script as one JSON document on stdin. */
  parameters: Record<string, unknown>
  /** Host folders the tool may see, beside its own. `name` is the path by which the script knows it (relative to its working folder). */
  mounts: { name: string; hostPath: string; mode: 'ro' | 'rw' }[]
  /** Hosts it may reach (`api.example.com`, `*.example.com`, `*` for any public one, each with an optional :port). Empty: none. */
  network: string[]
  /** Given as files; the environment holds NAME_FILE with their path. */
  secrets: Record<string, string>
  /** JSON text of the session's state, and whether changes count; null: none. The script finds its path in CORTEX_STATE_FILE. */
  state: { json: string; mode: 'ro' | 'rw' } | null
  limits: { timeoutMs: number; memoryBytes: number; outputBytes: number; cpus: number; pids: number }
}

export type SandboxOutcome =
  /** `output` is the parsed stdout, or `{ text }` when that is no JSON. `stateJson` is the state afterwards, null when unchanged or not granted. */
  | { status: 'done'; output: unknown; stateJson: string | null }
  /** `message` is the last line of stderr, or what the sandbox has to say. */
  | { status: 'failed'; message: string; exitCode: number | null }
  | { status: 'timed-out' }
  | { status: 'cancelled' }

/** A place where a tool's code runs. `sandbox.testsuite.ts` runs on each. Runs are independent; nothing of one reaches the next. */
export type Sandbox = {
  readonly tier: Tier
  /**
   * Whether this sandbox can run that language on this machine now, and why not. Cheap after the first call. `missing` says what large
   * thing must be fetched before; absent when nothing.
   */
  supports(
    language: SandboxLanguage,
    needs: { dependencies: boolean; folders?: boolean },
  ): Promise<{ isSupported: boolean; why: string; missing?: string }>
  /** Begins to fetch in the background what is missing. */
  makeReady?(language: SandboxLanguage): void
  /** Never throws for what the tool does. Ends within a second of the signal or the time limit, with nothing left running. */
  run(request: SandboxRequest, options: { signal: AbortSignal; onLog: (line: string) => void }): Promise<SandboxOutcome>
  close(): Promise<void>
}
