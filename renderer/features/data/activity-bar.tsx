import { useMutation } from '@tanstack/react-query'
import type { BackupActivity } from '../../../core/contract/backups.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { StateGlyph } from '../../ui/state-glyph.tsx'

const words = t.backups

/** What is being done with backups, how far it is, and the way to stop it. */
export function ActivityBar({ activity }: { activity: BackupActivity }) {
  const { client } = useApi()
  const { what, doneBytes, totalBytes, canStop } = activity
  const stop = useMutation({
    mutationFn: () => client.backups.stop({}),
    onSuccess: ({ stopped }) => stopped && showToast(words.stopped),
    onError: (error) => showToast(errorText(error)),
  })
  const share = totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : 0
  return (
    <div className="row flex-wrap gap-x-3 py-2">
      <StateGlyph state="running" isDecoration />
      <span role="status">{words.what[what]}</span>
      <span className="meter min-w-[120px] grow" aria-hidden="true">
        <span className="is-accent" style={{ width: `${share * 100}%` }} />
      </span>
      {totalBytes > 0 && <span className="num small text-text-2">{words.progress(formatBytes(doneBytes), formatBytes(totalBytes))}</span>}
      {canStop && (
        <Button isSmall disabled={stop.isPending} onClick={() => stop.mutate()}>
          {words.stop}
        </Button>
      )}
    </div>
  )
}
