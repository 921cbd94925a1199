import { MessagesSquare, Pencil } from 'lucide-react'
import { useLocation } from 'wouter'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { type Action, useActions } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'
import { useUi } from '../../app/ui-store.ts'
import { editPathOf } from './icons.ts'

/** What can be done with the manifest in view. */
export function useManifestActions({ kind, name }: Pick<ManifestSummary, 'kind' | 'name'>): void {
  const [, go] = useLocation()
  const chat = () => {
    useUi.getState().set({ nextAgent: name })
    go('/chats')
  }
  const actions: Action[] = [{ id: 'manifest edit', title: t.actions.editManifest(name), icon: Pencil, act: () => go(editPathOf({ kind, name })) }]
  if (kind === 'Agent') actions.unshift({ id: 'manifest chat', title: t.actions.chatWith(name), icon: MessagesSquare, act: chat })
  useActions(actions.map((action) => ({ ...action, isHere: true })))
}
