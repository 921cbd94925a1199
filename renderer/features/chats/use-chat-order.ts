import { useLocation } from 'wouter'
import type { ChatAction, ChatFolder } from '../../../core/contract/chat-order.ts'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { errorText } from '../../ui/failed.tsx'
import { focusAfterDrawing } from '../../ui/return-focus.ts'
import { useChatViews } from './chat-views.ts'

type SessionId = Session['id']
/** As many as one call takes. */
const atOnce = 1_000

/** Puts chats in order: one thing done with all of them. Deleting and archiving can be taken back from the toast. */
export function useChatOrder() {
  const { client, queries, orpc } = useApi()
  const [, go] = useLocation()

  /** `title`: of the one chat, for the toast. */
  const act = async (
    ids: readonly SessionId[],
    action: ChatAction,
    more: { folderId?: ChatFolder['id'] | null; title?: string } = {},
  ): Promise<void> => {
    const { folderId = null, title } = more
    const done: SessionId[] = []
    const failed: { message: string }[] = []
    try {
      for (let from = 0; from < ids.length; from += atOnce) {
        const part = ids.slice(from, from + atOnce)
        const answer = await client.sessions.bulk({ ids: part, action, ...(action === 'move' && { folderId }) })
        done.push(...answer.done)
        failed.push(...answer.failed)
      }
    } catch (error) {
      failed.push({ message: errorText(error) })
    }
    const { selected, set } = useChatViews.getState()
    set({ selected: selected.filter((id) => !done.includes(id)) })
    // Where the person is by now, not where they were when they asked for it.
    if ((action === 'delete' || action === 'purge') && done.some((id) => window.location.hash === `#/chats/${id}`)) go('/chats')
    const changed = [orpc.sessions.list.key(), orpc.sessions.folders.key(), orpc.sessions.get.key()]
    await Promise.all(changed.map((queryKey) => queries.invalidateQueries({ queryKey })))
    // What was pressed may have left with its chat or with the bar.
    focusAfterDrawing()
    if (failed[0]) showToast(t.chatOrder.failed(ids.length - done.length, failed[0].message))
    else if (action === 'delete') showToast(t.chatOrder.deleted(done.length, title), () => act(done, 'restore'))
    else if (action === 'archive') showToast(t.chatOrder.archived(done.length, title), () => act(done, 'unarchive'))
  }
  return act
}
