import type { RunError, Usage } from '../../../contract/runs.ts'
import type { ModelMessage, Timing, ToolCall, ToolDefinition } from '../port.ts'

/** What the child needs to load a model: the file, and from its header what memory planning needs. Sent with every request; loading is lazy. */
export type ModelSpec = {
  name: string
  path: string
  sizeBytes: number
  trainContextTokens: number | null
  /** Bytes of key-value cache one token of context costs, at 16 bit; null when the header does not tell. */
  kvBytesPerToken: number | null
  isBuiltInDemo: boolean
  /** The context asked for; null: as much as the model was made for and memory allows. */
  contextTokens: number | null
  /** Memory all of this may take; null: what the machine has free. */
  memoryLimitBytes: number | null
}

export type GenerateSpec = {
  messages: ModelMessage[]
  tools: ToolDefinition[]
  temperature: number | null
  maxOutputTokens: number
  stop: string[]
}

/** Parent to child. `id` names the request in every answer. */
export type ToChild =
  | { type: 'generate'; id: number; model: ModelSpec; request: GenerateSpec }
  | { type: 'load'; id: number; model: ModelSpec }
  | { type: 'count'; id: number; model: ModelSpec; text: string }
  | { type: 'embed'; id: number; model: ModelSpec; texts: string[] }
  /** Asks for the memory of a graphics card that is not the computer's own memory again. */
  | { type: 'machine'; id: number }
  /** Takes a file out of memory in all its contexts, if nobody uses it. */
  | { type: 'unload'; id: number; path: string }
  | { type: 'abort'; id: number }

/** Child to parent. A request ends with `finished`, `failed`, `loaded`, `counted`, `embedded`, `machine` or `unloaded`. */
export type FromChild =
  | { type: 'text'; id: number; text: string }
  | { type: 'thinking'; id: number; text: string }
  | { type: 'tool-call'; id: number; call: ToolCall }
  | { type: 'finished'; id: number; reason: 'stop' | 'length' | 'tool-calls'; usage: Usage; timing: Timing }
  | { type: 'failed'; id: number; error: RunError; usage: Usage }
  | { type: 'loaded'; id: number; contextTokens: number }
  | { type: 'counted'; id: number; tokens: number }
  | { type: 'embedded'; id: number; vectors: number[][] }
  | { type: 'machine'; id: number; freeVramBytes: number; totalVramBytes: number }
  /** false: it is in use and stays. */
  | { type: 'unloaded'; id: number; isGone: boolean }
  /** Models in memory now; sent whenever that changes. */
  | { type: 'memory'; loaded: InMemory[] }

/** `contextTokens`: the largest one it is loaded with. */
export type InMemory = { path: string; contextTokens: number }
