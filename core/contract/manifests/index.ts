import '../no-code-from-text.ts'
import { type AgentManifest, agentManifest } from './agent.ts'
import type { ManifestKind } from './common.ts'
import { type MonumentManifest, monumentManifest } from './monument.ts'
import { type RelicManifest, relicManifest } from './relic.ts'
import { type ToolManifest, toolManifest } from './tool.ts'
import { type WorkflowManifest, workflowManifest } from './workflow.ts'

export * from './agent.ts'
export * from './common.ts'
export * from './monument.ts'
export * from './relic.ts'
export * from './tool.ts'
export * from './workflow.ts'

export type Manifest = ToolManifest | RelicManifest | AgentManifest | WorkflowManifest | MonumentManifest
export type ManifestOf<K extends ManifestKind> = Extract<Manifest, { kind: K }>

/** One schema per kind. `version: v1` of each is frozen once shipped. */
export const manifestSchemas = {
  Tool: toolManifest,
  Relic: relicManifest,
  Agent: agentManifest,
  Workflow: workflowManifest,
  Monument: monumentManifest,
} as const
