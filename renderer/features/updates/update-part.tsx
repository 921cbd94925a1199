import { t } from '../../app/messages.ts'
import { cx } from '../../ui/cx.ts'
import { useUpdateStore } from './updates-store.ts'

/** A quiet word in the status bar while there is something newer; it opens the sheet. */
export function UpdatePart() {
  const { update, set } = useUpdateStore()
  if (!update || update.state === 'idle' || update.state === 'checking') return null
  const words =
    update.state === 'available'
      ? t.updates.available(t.updates.title(update.version))
      : update.state === 'downloading'
        ? t.updates.downloading(t.updates.title(update.version), Math.floor(update.percent))
        : update.state === 'ready'
          ? t.updates.ready(t.updates.title(update.version))
          : update.during === 'check'
            ? t.updates.failedCheck
            : t.updates.failed
  return (
    <button type="button" className="part hover:text-text-1" onClick={() => set({ isSheetOpen: true })}>
      <i className={cx('dot', update.state === 'failed' ? 'is-danger' : 'is-accent')} />
      {words}
    </button>
  )
}
