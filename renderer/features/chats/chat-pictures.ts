import type { Attachment } from '../../../core/contract/chat-files.ts'
import type { Session } from '../../../core/contract/sessions.ts'
import type { Api } from '../../api/client.ts'
import type { PictureSource } from '../../ui/picture.tsx'
import { flatten, historyKey } from './history.ts'
import type { History } from './history-page.ts'

/**
 * The pictures an answer can name: a file of the chat by its name or path, or any that lies with it as `artifact:art_…`. One from elsewhere is fetched by
 * the core when the person asks for it, and kept for as long as the chat is open.
 */
export function picturesOf(api: Api, id: Session['id']): PictureSource {
  const named = (name: string): Attachment['artifactId'] | null => {
    if (name.startsWith('artifact:')) return name.slice('artifact:'.length) as Attachment['artifactId']
    const path = decodeURI(name).replace(/^\.\//, '')
    const parts = flatten(api.queries.getQueryData<History>(historyKey(id))).flatMap((message) => message.parts)
    const file = parts.findLast((part) => part.type === 'attachment' && (part.path === path || part.name === path))
    return file?.type === 'attachment' ? file.artifactId : null
  }
  const loaded = new Map<string, string>()
  return {
    async find(name) {
      const artifactId = named(name)
      return artifactId === null ? null : dataUrl(await api.client.sessions.attachment({ id, artifactId }))
    },
    loaded: (address) => loaded.get(address) ?? null,
    async load(address, signal) {
      const picture = dataUrl(await api.client.pictures.load({ url: address }, { signal }))
      loaded.set(address, picture)
      return picture
    },
  }
}

const dataUrl = ({ mediaType, contentBase64 }: { mediaType: string; contentBase64: string }) => `data:${mediaType};base64,${contentBase64}`
