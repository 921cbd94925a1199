import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { saveFile } from './save-file.ts'

export type ExportFormat = 'markdown' | 'json' | 'html'

/** Saves a chat as a file, and gives it another title, from wherever it is shown. */
export function useChatFile({ id }: Pick<Session, 'id'>) {
  const { client, queries, orpc } = useApi()
  return {
    async save(format: ExportFormat): Promise<void> {
      // What was attached goes with it: a chat that is brought in again is whole.
      const file = await client.sessions.export({ id, format, attachments: 'embedded' })
      saveFile(file.fileName, file.mediaType, file.content)
    },
    async rename(title: string): Promise<void> {
      queries.setQueryData(orpc.sessions.get.queryKey({ input: { id } }), await client.sessions.update({ id, title }))
      await queries.invalidateQueries({ queryKey: orpc.sessions.list.key() })
    },
  }
}
