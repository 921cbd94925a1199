import type { Attachment } from '../../../core/contract/chat-files.ts'
import type { Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import type { PictureSource } from '../../ui/picture.tsx'
import { flatten, historyKey } from './history.ts'
import type { History } from './history-page.ts'

/** The pictures an answer can name: a file of the chat by its name or path, or any that lies with it as `artifact:art_…`. */
export function picturesOf(api: Api, id: Session['id']): PictureSource {
  const named = (name: string): Attachment['artifactId'] | null => {
    if (name.startsWith('artifact:')) return name.slice('artifact:'.length) as Attachment['artifactId']
    const path = decodeURI(name).replace(/^\.\//, '')
    const parts = flatten(api.queries.getQueryData<History>(historyKey(id))).flatMap((message) => message.parts)
    const file = parts.findLast((part) => part.type === 'attachment' && (part.path === path || part.name === path))
    return file?.type === 'attachment' ? file.artifactId : null
  }
  return async (name) => {
    const artifactId = named(name)
    if (artifactId === null) return null
    const file = await api.client.sessions.attachment({ id, artifactId })
    return `data:${file.mediaType};base64,${file.contentBase64}`
  }
}
