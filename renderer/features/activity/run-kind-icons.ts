import { Amphora, Bot, Hammer, Landmark, type LucideIcon, Workflow, Wrench } from 'lucide-react'
import type { RunKind } from '../../../core/contract/runs.ts'

export const runKindIcons: Record<RunKind, LucideIcon> = {
  tool: Wrench,
  agent: Bot,
  relic: Amphora,
  workflow: Workflow,
  monument: Landmark,
  build: Hammer,
}
