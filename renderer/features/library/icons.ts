import {
  Amphora,
  Bot,
  Coins,
  Database,
  EthernetPort,
  Folder,
  Globe,
  Hammer,
  KeyRound,
  Landmark,
  type LucideIcon,
  SquareTerminal,
  Workflow,
  Wrench,
} from 'lucide-react'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { Right } from '../../../core/contract/registry.ts'

export const kindIcons: Record<ManifestKind, LucideIcon> = { Tool: Wrench, Agent: Bot, Relic: Amphora, Workflow, Monument: Landmark }

export const rightIcons: Record<Right['code'], LucideIcon> = {
  network: Globe,
  filesystem: Folder,
  secret: KeyRound,
  state: Database,
  process: SquareTerminal,
  budget: Coins,
  port: EthernetPort,
  build: Hammer,
}
