import { useEffect, useState } from 'react'
import { useConnectionState } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Notice } from '../../ui/notice.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'

/** A quiet line over the work while the workstation is away, or for good. A gap shorter than a glance is not worth telling. */
export function ReconnectingNote() {
  const state = useConnectionState()
  const [isLong, setIsLong] = useState(false)
  const isAway = state === 'reconnecting' || state === 'connecting'
  useEffect(() => {
    if (!isAway) return setIsLong(false)
    const timer = setTimeout(() => setIsLong(true), state === 'connecting' ? 2_500 : 300)
    return () => clearTimeout(timer)
  }, [isAway, state])
  if (state === 'replaced') {
    return (
      <div className="flex-none border-b border-line-1 p-2">
        <Notice tone="warn" title={t.connection.replaced}>
          {t.connection.replacedAbout}
        </Notice>
      </div>
    )
  }
  if (!isAway || !isLong) return null
  return (
    <p className="row small flex-none border-b border-line-1 bg-chrome px-4 py-1.5 text-text-2" role="status">
      <StateGlyph state="waiting" isDecoration />
      <b className="font-medium">{state === 'connecting' ? t.connection.connecting : t.connection.reconnecting}</b>
      <span className="cut text-text-3">{state === 'connecting' ? t.connection.slow : t.connection.reconnectingAbout}</span>
    </p>
  )
}
