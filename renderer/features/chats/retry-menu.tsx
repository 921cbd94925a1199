import { useQuery } from '@tanstack/react-query'
import { Columns2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { useLocation } from 'wouter'
import type { Message } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx'
import { useChat } from './chat-context.ts'
import { modelAside } from './model-picker.tsx'

/** The models that can answer the same again, one or several of them. */
export function RetryMenu({ message, trigger }: { message: Message; trigger: ReactElement }) {
  return (
    <Menu label={t.chat.retryWith} align="start" trigger={trigger}>
      <RetryItems message={message} />
    </Menu>
  )
}

/** They are asked for when the menu opens: each answer of a chat has one. */
function RetryItems({ message }: { message: Message }) {
  const { retry, compare } = useChat()
  const { orpc } = useApi()
  const [, go] = useLocation()
  const list = useQuery({ ...orpc.models.list.queryOptions({ input: {} }), refetchOnMount: 'always' })
  return (
    <>
      <MenuLabel>{t.chat.retryWithLabel}</MenuLabel>
      {list.data?.models.map((model) => (
        <MenuItem key={model.id} aside={modelAside(model)} onSelect={() => retry(message, model.id)}>
          {model.name}
        </MenuItem>
      ))}
      {list.data?.models.length === 0 && <MenuItem onSelect={() => go('/models')}>{t.composer.moreModels}</MenuItem>}
      <MenuLine />
      <MenuItem icon={Columns2} onSelect={() => compare(message)}>
        {t.compare.action}
      </MenuItem>
    </>
  )
}
