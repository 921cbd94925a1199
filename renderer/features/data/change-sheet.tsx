import type { ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { ActivityBar } from './activity-bar.tsx'
import { useBackups } from './use-backups.ts'

interface ChangeSheetProps {
  title: string
  about: string
  /** What the one dangerous button does. */
  action: string
  canGo: boolean
  onGo: () => void
  /** Something of this sheet is under way. Leaving the sheet stops it, as long as it can be stopped. */
  isBusy: boolean
  /** What was decided; undefined before. */
  decided: { takesEffect: 'restart' | 'end'; safety: { name: string } } | undefined
  /** What follows, for who waits for it. */
  decidedAbout: Record<'restart' | 'end', string>
  onClose: () => void
  children: ReactNode
}

/** The sheet of a change of everything: what it is about, how far it is, and, once it is decided, when it takes effect. */
export function ChangeSheet({ title, about, action, canGo, onGo, isBusy, decided, decidedAbout, onClose, children }: ChangeSheetProps) {
  const { client } = useApi()
  const activity = useBackups().data?.activity ?? null
  const close = () => {
    // What cannot be stopped goes on; the core says so.
    if (isBusy) client.backups.stop({}).catch(() => {})
    onClose()
  }
  return (
    <Sheet
      isOpen
      onClose={close}
      title={title}
      about={about}
      footer={
        <span className="row end gap-1.5">
          <Button onClick={close} keys="esc">
            {decided ? t.action.close : t.action.cancel}
          </Button>
          {!decided && (
            <Button look="danger-solid" disabled={!canGo || isBusy} onClick={onGo}>
              {action}
            </Button>
          )}
        </span>
      }
    >
      <ScrollBox label={title} className="flex flex-col gap-3 overflow-auto px-5 py-3">
        {children}
        {isBusy && activity && <ActivityBar activity={activity} />}
        {decided && (
          <Notice tone="info" title={decided.takesEffect === 'restart' ? t.restore.restarting : t.restore.atEnd}>
            {[decidedAbout[decided.takesEffect], t.backups.appliedAbout(decided.safety.name)].join(' ')}
          </Notice>
        )}
      </ScrollBox>
    </Sheet>
  )
}
