import { useMutation } from '@tanstack/react-query'
import { Pause, Play, X } from 'lucide-react'
import type { ModelDownload } from '../../../core/contract/downloads.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { showToast } from '../../app/ui-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes, formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'

const words = t.downloads
const troubled = new Set(['failed', 'stalled'])

/** How far it is, as far as it can be told: 3 MB of 7 MB, 24 MB/s, 2:10 left. */
function progressWords({ receivedBytes, totalBytes, bytesPerSecond, remainingMs, state }: ModelDownload): string {
  if (state === 'done') return totalBytes === null ? '' : formatBytes(totalBytes)
  return [
    totalBytes === null ? receivedBytes > 0 && formatBytes(receivedBytes) : t.inspector.of(formatBytes(receivedBytes), formatBytes(totalBytes)),
    bytesPerSecond !== null && words.rate(formatBytes(bytesPerSecond)),
    remainingMs !== null && words.left(formatDuration(Math.max(1_000, Math.round(remainingMs / 1_000) * 1_000))),
  ]
    .filter(Boolean)
    .join(', ')
}

export function DownloadRow({ download }: { download: ModelDownload }) {
  const { client } = useApi()
  const { id, name, state, receivedBytes, totalBytes, startedOver } = download
  const act = useMutation({ mutationFn: (step: () => Promise<unknown>) => step(), onError: (error) => showToast(errorText(error)) })
  const isOver = state === 'done'
  const share = isOver ? 1 : totalBytes ? receivedBytes / totalBytes : 0
  return (
    <li className="flex flex-col gap-1 border-b border-line-1 py-2 pl-[15px] text-[12px]">
      <div className="row flex-wrap gap-x-3">
        <span className="cut max-w-[260px] text-[13px] font-medium" title={download.url ?? undefined}>
          {name}
        </span>
        <span className={state === 'failed' ? 'text-danger' : state === 'stalled' ? 'text-warn' : 'text-text-2'}>{words.state[state]}</span>
        <span className="meter min-w-[80px] grow" aria-hidden="true">
          <span className={cx(troubled.has(state) ? 'is-warn' : 'is-accent')} style={{ width: `${share * 100}%` }} />
        </span>
        <span className="num text-text-2">{progressWords(download)}</span>
        <span className="row gap-0.5">
          {download.canPause && (
            <IconButton
              label={words.pause(name)}
              isSmall
              disabled={act.isPending}
              onClick={() => act.mutate(() => client.models.pauseDownload({ id }))}
            >
              <Icon of={Pause} size="small" />
            </IconButton>
          )}
          {download.canResume && (
            <IconButton
              label={words.resume(name)}
              isSmall
              disabled={act.isPending}
              onClick={() => act.mutate(() => client.models.resumeDownload({ id }))}
            >
              <Icon of={Play} size="small" />
            </IconButton>
          )}
          <IconButton
            label={isOver ? words.clear(name) : words.cancel(name)}
            isSmall
            disabled={act.isPending}
            onClick={() => act.mutate(() => client.models.cancelDownload({ id }))}
          >
            <Icon of={X} size="small" />
          </IconButton>
        </span>
      </div>
      <p className={cx('wrap-anywhere', state === 'failed' ? 'text-danger' : 'text-text-3')}>
        {[told(download.detail), startedOver && told(startedOver), download.kind === 'file' && words.checksum[download.checksum]]
          .filter(Boolean)
          .join(' ')}
      </p>
    </li>
  )
}
