import { keepPreviousData, useQuery } from '@tanstack/react-query'
import {
  ClipboardPaste,
  FileArchive,
  FolderInput,
  GitBranch,
  Keyboard,
  type LucideIcon,
  MessageSquare,
  PanelLeft,
  PanelRight,
  SquarePen,
  SunMoon,
} from 'lucide-react'
import { useDeferredValue } from 'react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { sections, settingsSection } from '../../app/sections.ts'
import { useMoment, useUi } from '../../app/ui-store.ts'
import { formatWhen } from '../../ui/format.ts'
import { useInstalling } from '../install/install-context.ts'
import { kindIcons, pathOf } from '../library/icons.ts'
import { score } from './match.ts'

export interface PaletteRow {
  id: string
  group: string
  icon: LucideIcon
  title: string
  aside?: string
  keys?: string
  act(): void
}

const perGroup = 8

/** What fits the query, best first in each group; `>` `/` `#` at its start keep one group. */
export function usePaletteRows(query: string, toggles: { toggleList: () => void; toggleInspector: () => void }): PaletteRow[] {
  const { orpc } = useApi()
  const [, go] = useLocation()
  const { addFolder, addFile, addGit, addText } = useInstalling()
  const words = query.replace(/^[>/#]\s*/, '').trim()
  const searched = useDeferredValue(words)
  const registry = useQuery(orpc.registry.list.queryOptions({ input: {} }))
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: { limit: 200 } }))
  const found = useQuery(
    orpc.sessions.search.queryOptions({
      input: { query: searched || ' ', limit: 5 },
      enabled: searched.length > 1 && !/^[>/]/.test(query),
      placeholderData: keepPreviousData,
    }),
  )

  const { set } = useMoment.getState()
  const ui = useUi.getState()
  const actions: Omit<PaletteRow, 'group'>[] = [
    { id: 'new', icon: SquarePen, title: t.chats.new, keys: 'Mod+N', act: () => go('/chats') },
    { id: 'add', icon: FolderInput, title: t.install.add, keys: 'Mod+O', act: addFolder },
    ...[...sections, settingsSection].map((section) => ({
      id: section.path,
      icon: section.icon,
      title: section.label,
      keys: section.keys,
      act: () => go(section.path),
    })),
    { id: 'add file', icon: FileArchive, title: t.adding.commands.file, act: addFile },
    { id: 'add git', icon: GitBranch, title: t.adding.commands.git, act: addGit },
    { id: 'add text', icon: ClipboardPaste, title: t.adding.commands.text, act: addText },
    { id: 'list', icon: PanelLeft, title: t.keys.list, keys: 'Mod+B', act: toggles.toggleList },
    { id: 'inspector', icon: PanelRight, title: t.keys.inspector, keys: 'Mod+I', act: toggles.toggleInspector },
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      id: `theme ${theme}`,
      icon: SunMoon,
      title: `${t.settings.theme}: ${t.settings[theme]}`,
      act: () => ui.set({ theme }),
    })),
    { id: 'keys', icon: Keyboard, title: t.keys.title, keys: '?', act: () => set({ areKeysOpen: true }) },
  ]
  const manifests = (registry.data?.manifests ?? [])
    .filter(({ kind }) => kind === 'Tool' || kind === 'Agent' || kind === 'Relic')
    .map((manifest) => ({
      id: `${manifest.kind}/${manifest.name}`,
      icon: kindIcons[manifest.kind],
      title: manifest.name,
      aside: manifest.description,
      act: () => go(pathOf(manifest)),
    }))
  const now = new Date()
  const chats = (sessions.data?.sessions ?? []).map((session) => ({
    id: session.id,
    icon: MessageSquare,
    title: session.title || t.chats.untitled,
    aside: `${formatWhen(session.updatedAt, now)}, ${session.agent}`,
    act: () => go(`/chats/${session.id}`),
  }))
  const hits = (searched.length > 1 ? (found.data?.hits ?? []) : []).map((hit) => ({
    id: hit.messageId,
    icon: MessageSquare,
    title: hit.title || t.chats.untitled,
    // U+0002 and U+0003 stand around the matches; a line of context is enough here.
    aside: `“${[...hit.snippet].filter((letter) => letter > '\u0003').join('')}”`,
    act: () => go(`/chats/${hit.sessionId}`),
  }))

  const best = (group: string, rows: Omit<PaletteRow, 'group'>[]): PaletteRow[] =>
    rows
      .map((row) => ({ row, fit: score(row.title, words) }))
      .filter(({ fit }) => fit !== null)
      .sort((a, b) => (b.fit ?? 0) - (a.fit ?? 0))
      .slice(0, perGroup)
      .map(({ row }) => ({ ...row, group }))
  const messages = hits.map((row) => ({ ...row, group: t.palette.messages }))
  if (query.startsWith('>')) return best(t.palette.actions, actions)
  if (query.startsWith('/')) return best(t.palette.manifests, manifests)
  if (query.startsWith('#')) return [...best(t.palette.chats, chats), ...messages]
  if (words === '') return [...best(t.palette.chats, chats.slice(0, 5)), ...best(t.palette.actions, actions.slice(0, 8))]
  return [...best(t.palette.chats, chats), ...best(t.palette.manifests, manifests), ...best(t.palette.actions, actions), ...messages]
}
