import {
  Archive,
  Bell,
  Box,
  Cpu,
  HardDrive,
  Info,
  Keyboard,
  KeyRound,
  type LucideIcon,
  MessagesSquare,
  Palette,
  RefreshCw,
  ShieldCheck,
  SlidersHorizontal,
  Stethoscope,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../app/messages.ts'
import { DataSection } from '../data/data-section.tsx'
import { DoctorSection } from '../doctor/doctor-section.tsx'
import { CloudKeys } from './cloud-keys.tsx'
import { ContainerSettings } from './container-settings.tsx'
import { Grants } from './grants.tsx'
import { ShortcutList } from './shortcut-list.tsx'
import { ToolSecrets } from './tool-secrets.tsx'
import { WhereThingsAre } from './where-things-are.tsx'

/** A section that is more than the settings of the same name in the file, or none of them. Its address is `#/settings/<id>`. */
export interface OwnSection {
  id: string
  icon: LucideIcon
  title: string
  about: string
  /** What else it is found by. */
  words?: string
  content: ReactNode
  /** Its content has every setting of that name already; they are not drawn one by one. */
  isWhole?: boolean
}

/**
 * The sections that are drawn by hand, in their order after those of settings.json; one with the name of a section of the file stands in its
 * place, with the settings above it. To add one: a line here.
 */
export const ownSections: readonly OwnSection[] = [
  {
    id: 'containers',
    icon: Box,
    title: t.settings.containers.title,
    about: t.settingsPage.containersAbout,
    words: 'docker podman',
    content: <ContainerSettings />,
    isWhole: true,
  },
  {
    id: 'keys',
    icon: KeyRound,
    title: t.settingsPage.keys,
    about: t.settingsPage.keysAbout,
    words: 'OpenAI Anthropic Google API',
    content: <CloudKeys />,
  },
  { id: 'grants', icon: ShieldCheck, title: t.settings.grants, about: t.settingsPage.grantsAbout, content: <Grants /> },
  { id: 'secrets', icon: HardDrive, title: t.settings.secrets, about: t.settingsPage.secretsAbout, content: <ToolSecrets /> },
  { id: 'backups', icon: Archive, title: t.backups.title, about: t.place.about, words: 'restore reset', content: <DataSection /> },
  { id: 'doctor', icon: Stethoscope, title: t.doctor.title, about: t.doctor.about, words: 'diagnostics', content: <DoctorSection /> },
  { id: 'shortcuts', icon: Keyboard, title: t.settings.shortcuts, about: t.settingsPage.shortcutsAbout, content: <ShortcutList /> },
  { id: 'about', icon: Info, title: t.settings.folders, about: t.settingsPage.aboutText, content: <WhereThingsAre /> },
]

/** Icons of the sections of the file. */
const icons: Readonly<Record<string, LucideIcon>> = {
  appearance: Palette,
  chats: MessagesSquare,
  notifications: Bell,
  models: Cpu,
  containers: Box,
  updates: RefreshCw,
}
export const iconOf = (id: string): LucideIcon => ownSections.find((one) => one.id === id)?.icon ?? icons[id] ?? SlidersHorizontal
