import { Tooltip } from 'radix-ui'
import { useEffect, useRef, useState } from 'react'
import { formatKeys } from './format.ts'
import { type TipWatch, watchTips } from './watch-tips.ts'

/** What gives an icon button its name for the eye; for assistive tools it carries one of its own. */
export const tip = (label: string, keys?: string) => ({ 'data-tip': label, 'data-tip-keys': keys && formatKeys(keys) })

/** The one tip of the window. A tip of its own for each button, of which a message has five, would be most of what it costs to draw a chat. */
export function Tips() {
  const watch = useRef<TipWatch | null>(null)
  const [shown, setShown] = useState<{ of: HTMLElement; key: number } | null>(null)
  useEffect(() => {
    const own = watchTips((of) => setShown(of && { of, key: performance.now() }))
    watch.current = own
    return own.stop
  }, [])
  // What it is about may go without a word, as when its row is removed.
  useEffect(() => {
    if (!shown) return
    const timer = setInterval(() => !shown.of.isConnected && watch.current?.close(), 200)
    return () => clearInterval(timer)
  }, [shown])
  return shown && <Tip key={shown.key} of={shown.of} onClose={() => watch.current?.close()} />
}

function Tip({ of, onClose }: { of: HTMLElement; onClose: () => void }) {
  const { left, top, width, height } = of.getBoundingClientRect()
  return (
    <Tooltip.Provider>
      <Tooltip.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
        <Tooltip.Trigger asChild>
          <span aria-hidden="true" className="pointer-events-none fixed" style={{ left, top, width, height }} />
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content aria-hidden className="tip" sideOffset={5} collisionPadding={8}>
            {of.dataset.tip}
            {of.dataset.tipKeys && <span className="key">{of.dataset.tipKeys}</span>}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  )
}
