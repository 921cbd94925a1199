import type { UpdateState } from '../../api/desktop-host.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { useUpdateStore } from './updates-store.ts'

type Shown = Exclude<UpdateState, { state: 'idle' | 'checking' }>

/** A newer version: what is new in it, and every step by a press of its own. */
export default function UpdateSheet() {
  const { update, isSheetOpen, set } = useUpdateStore()
  if (!update || update.state === 'idle' || update.state === 'checking') return null
  const close = () => set({ isSheetOpen: false })
  const found = update.state === 'failed' ? update.found : update
  return (
    <Sheet
      isOpen={isSheetOpen}
      onClose={close}
      isNarrow
      title={found ? t.updates.title(found.version) : t.updates.failedCheck}
      about={update.state === 'ready' ? t.updates.readyAbout : found ? t.updates.about : null}
      footer={<Buttons update={update} onDone={close} />}
    >
      <ScrollBox label={t.updates.notes} className="flex flex-col gap-3 overflow-auto px-5 py-3">
        {update.state === 'failed' && (
          <Notice tone="danger" title={update.during === 'check' ? t.updates.failedCheck : t.updates.failed}>
            {update.message}
          </Notice>
        )}
        {update.state === 'downloading' && <Progress percent={update.percent} bytesPerSecond={update.bytesPerSecond} sizeBytes={update.sizeBytes} />}
        {found && (
          <section>
            <h3 className="section-head">{t.updates.notes}</h3>
            {/* As text: notes come from the feed, and nothing in them is to be followed by the window. */}
            <p className="small whitespace-pre-wrap text-text-2 wrap-anywhere">{found.notes || t.updates.noNotes}</p>
          </section>
        )}
      </ScrollBox>
    </Sheet>
  )
}

function Progress({ percent, bytesPerSecond, sizeBytes }: { percent: number; bytesPerSecond: number; sizeBytes: number | null }) {
  const whole = Math.floor(percent)
  return (
    <div className="flex flex-col gap-1.5">
      <div className="meter is-tall" role="progressbar" aria-label={t.updates.progress} aria-valuenow={whole} aria-valuemin={0} aria-valuemax={100}>
        <span className="is-accent" style={{ width: `${percent}%` }} />
      </div>
      <p className="row micro num text-text-3">
        <span>{`${whole} %`}</span>
        <span className="end">
          {[sizeBytes !== null && formatBytes(sizeBytes), t.updates.speed(formatBytes(bytesPerSecond))].filter(Boolean).join(', ')}
        </span>
      </p>
    </div>
  )
}

function Buttons({ update, onDone }: { update: Shown; onDone: () => void }) {
  const act =
    (verb: Parameters<NonNullable<NonNullable<typeof window.cortex>['update']>>[0], isLast = false) =>
    () => {
      window.cortex?.update?.(verb)
      if (isLast) onDone()
    }
  if (update.state === 'downloading') return <Button onClick={act('stop')}>{t.updates.stop}</Button>
  const canFetch = update.state === 'available' || (update.state === 'failed' && update.found !== null)
  return (
    <>
      {(canFetch || update.state === 'ready') && (
        <Button look="quiet" onClick={act('skip', true)}>
          {t.updates.skip}
        </Button>
      )}
      <span className="row end gap-1.5">
        <Button onClick={update.state === 'ready' ? onDone : act('later', true)}>{t.updates.later}</Button>
        {canFetch && (
          <Button look="primary" onClick={act('download')}>
            {update.state === 'failed' ? t.action.tryAgain : t.updates.download}
          </Button>
        )}
        {update.state === 'failed' && update.during === 'check' && (
          <Button look="primary" onClick={act('check')}>
            {t.action.tryAgain}
          </Button>
        )}
        {update.state === 'ready' && (
          <Button look="primary" onClick={act('install')}>
            {t.updates.restart}
          </Button>
        )}
      </span>
    </>
  )
}
