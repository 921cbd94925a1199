import { useEffect, useRef } from 'react'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'

interface FootProps {
  agent: string
  isAsked: boolean
  canAsk: boolean
  onAsk: () => void
  onOpen: () => void
  onAgain: () => void
  onLeave: () => void
}

/** Who answers, and what Enter and Escape do. Once asked, Enter is on the button that opens the chat. */
export function QuickFoot({ agent, isAsked, canAsk, onAsk, onOpen, onAgain, onLeave }: FootProps) {
  const open = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isAsked) open.current?.querySelector<HTMLElement>('button:last-of-type')?.focus()
  }, [isAsked])
  return (
    <div className="quick-foot" ref={open}>
      <span className="cut grow">{agent}</span>
      <Button look="quiet" isSmall keys="Esc" onClick={onLeave}>
        {window.cortex?.hide ? t.quick.hide : t.quick.leave}
      </Button>
      {isAsked && (
        <Button look="quiet" isSmall onClick={onAgain}>
          {t.quick.again}
        </Button>
      )}
      {isAsked ? (
        <Button look="primary" isSmall keys="Enter" onClick={onOpen}>
          {t.quick.open}
        </Button>
      ) : (
        <Button look="primary" isSmall keys="Enter" disabled={!canAsk} onClick={onAsk}>
          {t.quick.send}
        </Button>
      )}
    </div>
  )
}
