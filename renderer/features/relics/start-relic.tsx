import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Play } from 'lucide-react'
import type { RelicSummary } from '../../../core/contract/relics.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { formatWhen } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuItem, MenuLabel } from '../../ui/menu.tsx'
import { useHasEngine } from '../containers/use-tool-image.ts'
import type { RelicActions } from './use-relics.ts'

const shownChats = 12

/** Starts a shared relic, or one for a chat that is chosen from the recent ones. */
export function StartRelic({ relic, actions, isQuiet }: { relic: RelicSummary; actions: RelicActions; isQuiet?: boolean }) {
  const { orpc } = useApi()
  const hasEngine = useHasEngine()
  const isOff = actions.busy !== null || !hasEngine
  const why = hasEngine ? undefined : t.image.noEngine
  const isShared = relic.scope === 'shared'
  const list = useQuery(orpc.sessions.list.queryOptions({ input: { limit: 200 }, enabled: !isShared }))
  const now = new Date()
  const chats = list.data?.sessions.slice(0, shownChats) ?? []
  const look = isQuiet ? 'quiet' : 'primary'
  if (isShared) {
    return (
      <Button look={look} isSmall disabled={isOff} title={why} onClick={() => actions.act('start', { name: relic.name, sessionId: null })}>
        <Icon of={Play} size="small" />
        {t.relics.start}
      </Button>
    )
  }
  return (
    <Menu
      label={t.relics.startFor}
      trigger={
        <Button look={look} isSmall disabled={isOff} title={why}>
          <Icon of={Play} size="small" />
          {t.relics.startFor}
          <Icon of={ChevronDown} size="tiny" />
        </Button>
      }
    >
      <MenuLabel>{chats.length === 0 ? t.relics.noChats : t.relics.recentChats}</MenuLabel>
      {chats.map((chat) => (
        <MenuItem
          key={chat.id}
          aside={formatWhen(chat.updatedAt, now)}
          onSelect={() => actions.act('start', { name: relic.name, sessionId: chat.id })}
        >
          {chat.title || t.chats.untitled}
        </MenuItem>
      ))}
    </Menu>
  )
}
