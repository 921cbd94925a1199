import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Cpu, MessageSquare } from 'lucide-react'
import { useDeferredValue } from 'react'
import { useLocation } from 'wouter'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { useAllActions } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'
import { showToast, useUi } from '../../app/ui-store.ts'
import { errorText } from '../../ui/failed.tsx'
import { formatWhen } from '../../ui/format.ts'
import { modelAside } from '../chats/model-picker.tsx'
import { editPathOf, kindIcons, pathOf } from '../library/icons.ts'
import { type PaletteItem, type PaletteRow, rank, readQuery } from './rank.ts'
import { useRecentRows } from './recent-rows.ts'
import { useSettingItems } from './use-setting-items.ts'

const names = () => ({
  best: t.palette.best,
  recent: t.palette.recent,
  here: t.palette.here,
  source: { actions: t.palette.actions, agents: t.palette.agents, tools: t.palette.tools, models: t.palette.models, chats: t.palette.chats },
})

export interface PaletteRows {
  rows: PaletteRow[]
  isSearching: boolean
  /** Why chats could not be searched; null when they could. */
  problem: string | null
}

/** What fits the query. Of chats only the newest are at hand: older and archived ones are found by the core, by title and by what was said. */
export function usePaletteRows(query: string): PaletteRows {
  const { orpc } = useApi()
  const { only, words } = readQuery(query)
  const searched = useDeferredValue(words)
  const recent = useRecentRows((state) => state.ids)
  const wantsChats = only === null || only === 'chats'
  const isSearched = searched.length > 1 && wantsChats
  const newest = useQuery(orpc.sessions.list.queryOptions({ input: { limit: 100 } }))
  const byTitle = useQuery(
    orpc.sessions.list.queryOptions({
      input: { show: 'all', title: searched || ' ', limit: 20 },
      enabled: isSearched,
      placeholderData: keepPreviousData,
    }),
  )
  const said = useQuery(
    orpc.sessions.search.queryOptions({ input: { query: searched || ' ', limit: 5 }, enabled: isSearched, placeholderData: keepPreviousData }),
  )
  const chats = useChatItems([...(newest.data?.sessions ?? []), ...(isSearched ? (byTitle.data?.sessions ?? []) : [])])
  const items = [...chats, ...useActionItems(), ...useManifestItems(), ...useModelItems(), ...useSettingItems()]
  const [, go] = useLocation()
  const hits = (isSearched ? (said.data?.hits ?? []) : []).map(
    (hit): PaletteRow => ({
      ...{ id: hit.messageId, source: 'chats', group: t.palette.messages, icon: MessageSquare, title: hit.title || t.chats.untitled, ranges: [] },
      // U+0002 and U+0003 stand around the matches; a line of context is enough here.
      aside: `“${[...hit.snippet].filter((letter) => letter > '\u0003').join('')}”`,
      verb: t.palette.open,
      act: () => go(`/chats/${hit.sessionId}`),
    }),
  )
  const failed = isSearched ? (byTitle.error ?? said.error) : newest.error
  return {
    rows: [...rank(items, query, recent, names()), ...hits],
    isSearching: isSearched && (byTitle.isFetching || said.isFetching || searched !== words),
    problem: failed && errorText(failed),
  }
}

function useChatItems(sessions: readonly Session[]): PaletteItem[] {
  const [location, go] = useLocation()
  const now = new Date()
  const byId = new Map(sessions.map((session) => [session.id, session]))
  return [...byId.values()]
    .filter(({ id }) => location !== `/chats/${id}`)
    .map((session) => ({
      ...{ id: session.id, source: 'chats' as const, icon: MessageSquare, title: session.title || t.chats.untitled },
      aside: [formatWhen(session.updatedAt, now), session.agent, session.archivedAt && t.palette.archivedAside].filter(Boolean).join(', '),
      verb: t.palette.open,
      act: () => go(`/chats/${session.id}`),
    }))
}

/** The palette itself is no row of it. */
const useActionItems = (): PaletteItem[] =>
  useAllActions()
    .filter(({ id }) => id !== 'palette')
    .map((action) => ({ ...action, source: 'actions', verb: t.palette.run }))

function useManifestItems(): PaletteItem[] {
  const { orpc } = useApi()
  const [, go] = useLocation()
  const manifests = useQuery(orpc.registry.list.queryOptions({ input: {} })).data?.manifests ?? []
  return manifests
    .filter(({ kind }) => kind === 'Tool' || kind === 'Agent' || kind === 'Relic')
    .map((manifest): PaletteItem => {
      const { kind, name } = manifest
      const open = () => go(pathOf(manifest))
      const edit = { verb: t.palette.edit, act: () => go(editPathOf(manifest)) }
      const chat = () => {
        useUi.getState().set({ nextAgent: name })
        go('/chats')
      }
      return {
        ...{ id: `${kind}/${name}`, source: kind === 'Agent' ? 'agents' : 'tools', icon: kindIcons[kind], title: name, aside: manifest.description },
        ...(kind === 'Agent' ? { verb: t.palette.chat, act: chat, other: { verb: t.palette.page, act: open } } : {}),
        ...(kind === 'Tool' ? { verb: t.palette.try, act: open, other: edit } : {}),
        ...(kind === 'Relic' ? { verb: t.palette.open, act: open, other: edit } : {}),
      } as PaletteItem
    })
}

/** A model answers in the chat in view, or else in the next one. */
function useModelItems(): PaletteItem[] {
  const api = useApi()
  const [location, go] = useLocation()
  const chat = /^\/chats\/(ses_\w+)$/.exec(location)?.[1] as Session['id'] | undefined
  const models = useQuery(api.orpc.models.list.queryOptions({ input: {} })).data?.models ?? []
  const use = async (model: string, name: string) => {
    if (chat === undefined) {
      useUi.getState().set({ nextModel: model })
      go('/chats')
      return showToast(t.palette.usedNext(name))
    }
    await api.client.sessions.update({ id: chat, model })
    await api.queries.invalidateQueries({ queryKey: api.orpc.sessions.get.key({ input: { id: chat } }) })
    showToast(t.palette.used(name))
  }
  return models.map((model) => ({
    ...{ id: `model ${model.id}`, source: 'models', icon: Cpu, title: model.name, aside: modelAside(model), words: model.provider },
    verb: t.palette.use,
    act: () => void use(model.id, model.name).catch((error) => showToast(errorText(error))),
    other: { verb: t.palette.page, act: () => go('/models') },
  }))
}
