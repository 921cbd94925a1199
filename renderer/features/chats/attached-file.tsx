import { useQuery } from '@tanstack/react-query'
import { Download, FileText } from 'lucide-react'
import type { MessagePart, Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useChat } from './chat-context.ts'
import { bytesOf, saveFile } from './save-file.ts'

type AttachmentPart = Extract<MessagePart, { type: 'attachment' }>

/** What a browser draws without running anything that is in it; SVG is not among them. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** The files of a message, as they stand in it. */
export function AttachedFiles({ parts }: { parts: readonly MessagePart[] }) {
  const { session } = useChat()
  const files = parts.filter((part) => part.type === 'attachment')
  if (files.length === 0) return null
  return (
    <ul className="attached" aria-label={t.attach.list}>
      {files.map((part) => (
        <AttachedFile key={part.artifactId} id={session.id} part={part} />
      ))}
    </ul>
  )
}

function AttachedFile({ id, part }: { id: Session['id']; part: AttachmentPart }) {
  const { client } = useApi()
  const isPicture = pictures.has(part.mediaType)
  const save = async () => {
    const { contentBase64 } = await client.sessions.attachment({ id, artifactId: part.artifactId })
    saveFile(part.name, part.mediaType, bytesOf(contentBase64))
  }
  return (
    <li className="attached-file">
      {isPicture && <Picture id={id} part={part} />}
      <span className="chip">
        <Icon of={FileText} size="small" className="text-text-3" />
        <span className="cut" title={part.path ?? part.name}>
          {part.name}
        </span>
        <span className="flex-none text-text-3">{formatBytes(part.sizeBytes)}</span>
        <IconButton label={t.attach.download(part.name)} isSmall onClick={() => void save().catch((error) => showToast(errorText(error)))}>
          <Icon of={Download} size="tiny" />
        </IconButton>
      </span>
    </li>
  )
}

function Picture({ id, part }: { id: Session['id']; part: AttachmentPart }) {
  const { orpc } = useApi()
  const file = useQuery(
    orpc.sessions.attachment.queryOptions({ input: { id, artifactId: part.artifactId }, staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000 }),
  )
  if (file.isError) return <p className="small text-text-3">{t.attach.notShown(errorText(file.error))}</p>
  if (!file.data) return <div className="skeleton attached-picture" aria-hidden="true" />
  return <img className="attached-picture" alt={part.name} src={`data:${part.mediaType};base64,${file.data.contentBase64}`} />
}
