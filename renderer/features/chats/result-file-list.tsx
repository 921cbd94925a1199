import { useQuery } from '@tanstack/react-query'
import { Download, FileText, SquareArrowOutUpRight } from 'lucide-react'
import { useMemo } from 'react'
import type { OpenFileInput } from '../../../core/contract/chat-files.ts'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useChat } from './chat-context.ts'
import { filesOf, type ResultFile } from './result-files.ts'
import { bytesOf, saveFile } from './save-file.ts'

type Listed = ResultFile | { from: 'folder'; path: string; name: string; sizeBytes: number }

/** The files of a tool's result: saved by the browser and, in the desktop app, opened by the system's program. */
export function ResultFileList({ tool, result }: { tool: string; result: unknown }) {
  const chat = useChat().session.id
  const { orpc } = useApi()
  const { files, paths } = useMemo(() => filesOf(result, tool), [result, tool])
  const found = useQuery(orpc.sessions.findFiles.queryOptions({ input: { id: chat, paths }, enabled: paths.length > 0 }))
  const listed: Listed[] = [...files, ...(found.data?.files ?? []).map((file) => ({ from: 'folder' as const, ...file }))]
  if (listed.length === 0) return null
  return (
    <ul className="result-files" aria-label={t.resultFiles.list}>
      {listed.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a result does not change
        <li key={index} className="chip" title={file.from === 'folder' ? file.path : file.name}>
          <Icon of={FileText} size="small" className="text-text-3" />
          <span className="cut">{file.name}</span>
          <span className="flex-none text-text-3">{formatBytes(file.sizeBytes)}</span>
          <FileButtons chat={chat} file={file} />
        </li>
      ))}
    </ul>
  )
}

function FileButtons({ chat, file }: { chat: Session['id']; file: Listed }) {
  const { client } = useApi()
  const attempt = (work: () => Promise<unknown>) => () => void work().catch((error: unknown) => showToast(errorText(error)))
  const save = async () => {
    const content =
      file.from === 'result'
        ? file
        : file.from === 'artifact'
          ? await client.sessions.attachment({ id: chat, artifactId: file.artifactId })
          : await client.sessions.readFile({ id: chat, path: file.path })
    saveFile(file.name, content.mediaType, bytesOf(content.contentBase64))
  }
  const open = async () => {
    const { opened } = await client.sessions.openFile(addressOf(chat, file))
    if (opened === 'folder') showToast(t.resultFiles.inFolder(file.name))
  }
  return (
    <>
      {window.cortex && (
        <IconButton label={t.resultFiles.open(file.name)} isSmall onClick={attempt(open)}>
          <Icon of={SquareArrowOutUpRight} size="tiny" />
        </IconButton>
      )}
      <IconButton label={t.resultFiles.save(file.name)} isSmall onClick={attempt(save)}>
        <Icon of={Download} size="tiny" />
      </IconButton>
    </>
  )
}

function addressOf(id: Session['id'], file: Listed): OpenFileInput {
  if (file.from === 'folder') return { id, path: file.path }
  return file.from === 'artifact' ? { id, artifactId: file.artifactId } : { id, name: file.name, contentBase64: file.contentBase64 }
}
