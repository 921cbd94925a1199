import { Bell } from 'lucide-react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { focusAfterDrawing } from '../../ui/return-focus.ts'
import { useNotifyOffer } from './notifier.ts'

/** Asked once, when the person comes back to an answer that a notice would have told of. */
export function NotifyOffer() {
  const { client, queries, orpc } = useApi()
  const { isOffered, set } = useNotifyOffer()
  if (!isOffered) return null
  const close = () => {
    set(false)
    focusAfterDrawing()
  }
  const turnOn = async () => {
    const answer = await Notification.requestPermission()
    close()
    showToast(answer === 'granted' ? t.notify.on : t.notify.denied)
  }
  const never = async () => {
    close()
    await client.settings.set({ path: 'notifications.finishedRuns.isOn', value: false })
    await queries.invalidateQueries({ queryKey: orpc.settings.key() })
  }
  const told = (work: Promise<unknown>) => void work.catch((error) => showToast(errorText(error)))
  return (
    <section className="row small flex-none flex-wrap gap-2 border-b border-line-1 bg-chrome px-4 py-1.5" aria-label={t.notify.turnOn}>
      <Icon of={Bell} size="small" className="text-text-3" />
      <span className="text-text-2" role="status">
        {t.notify.offer} <span className="text-text-3">{t.notify.offerAbout}</span>
      </span>
      <span className="row end gap-1">
        <Button isSmall onClick={() => told(turnOn())}>
          {t.notify.turnOn}
        </Button>
        <Button look="quiet" isSmall onClick={() => told(never())}>
          {t.notify.never}
        </Button>
      </span>
    </section>
  )
}
