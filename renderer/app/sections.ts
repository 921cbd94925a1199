import { Activity, Amphora, Bot, Cpu, type LucideIcon, MessagesSquare, Settings, Wrench } from 'lucide-react'
import { t } from './messages.ts'

interface Section {
  path: string
  label: string
  icon: LucideIcon
  keys: string
  /** Starts a new group in the rail. */
  isFirstOfGroup?: boolean
}

/** The rail, top to bottom. A section is listed once its part of the core exists. */
export const sections: readonly Section[] = [
  { path: '/chats', label: t.section.chats, icon: MessagesSquare, keys: 'Mod+1' },
  { path: '/agents', label: t.section.agents, icon: Bot, keys: 'Mod+2', isFirstOfGroup: true },
  { path: '/tools', label: t.section.tools, icon: Wrench, keys: 'Mod+3' },
  { path: '/relics', label: t.section.relics, icon: Amphora, keys: 'Mod+4' },
  { path: '/models', label: t.section.models, icon: Cpu, keys: 'Mod+5', isFirstOfGroup: true },
  { path: '/activity', label: t.section.activity, icon: Activity, keys: 'Mod+6' },
]
export const settingsSection: Section = { path: '/settings', label: t.section.settings, icon: Settings, keys: 'Mod+,' }
