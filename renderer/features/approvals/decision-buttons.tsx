import type { KeyboardEvent } from 'react'
import type { Decision } from '../../../core/contract/safety.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'

const notByEnter = (event: KeyboardEvent) => {
  if (event.key === 'Enter') event.preventDefault()
}

/** The four answers. Enter alone does nothing on those that allow; Space and a click do. `hasChat`: it was asked in a chat. */
export function DecisionButtons({ isBusy, hasChat, onDecide }: { isBusy: boolean; hasChat: boolean; onDecide: (decision: Decision) => void }) {
  return (
    <div className="ask-foot">
      <Button look="primary" keys="Mod+Enter" disabled={isBusy} onKeyDown={notByEnter} onClick={() => onDecide('once')}>
        {t.approval.once}
      </Button>
      {hasChat && (
        <Button keys="S" disabled={isBusy} onKeyDown={notByEnter} onClick={() => onDecide('session')}>
          {t.approval.chat}
        </Button>
      )}
      <Button keys="A" disabled={isBusy} onKeyDown={notByEnter} onClick={() => onDecide('always')}>
        {t.approval.alwaysButton}
      </Button>
      <Button look="quiet-danger" keys="D" className="end" disabled={isBusy} onClick={() => onDecide('deny')}>
        {t.approval.deny}
      </Button>
    </div>
  )
}
