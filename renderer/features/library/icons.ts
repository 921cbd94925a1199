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

const sections: Record<ManifestKind, string> = { Agent: 'agents', Tool: 'tools', Relic: 'relics', Workflow: 'tools', Monument: 'tools' }
/** The address of the list that a kind stands in. */
export const listOf = (kind: ManifestKind): string => `/${sections[kind]}`
/** The address of a manifest's page. */
export const pathOf = ({ kind, name }: { kind: ManifestKind; name: string }): string => `/${sections[kind]}/${name}`
/** The address of a manifest in the editor. */
export const editPathOf = ({ kind, name }: { kind: ManifestKind; name: string }): string => `/library/edit/${kind.toLowerCase()}/${name}`
