import { useEffect, useRef } from 'react'
import { t } from '../app/messages.ts'
import { ScrollBox } from './scroll-box.tsx'

/** Lines as they come; it stays at the end unless the person has scrolled up. */
export function LogView({ lines, isLive, label = t.tool.logs }: { lines: readonly string[]; isLive: boolean; label?: string }) {
  const box = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are the trigger
  useEffect(() => {
    const element = box.current
    if (element && follows.current) element.scrollTop = element.scrollHeight
  }, [lines])
  const onScroll = () => {
    const element = box.current
    if (element) follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < 24
  }
  return (
    <ScrollBox className="well" ref={box} onScroll={onScroll} label={label}>
      {lines.join('\n')}
      {isLive && <span className="caret h-3! w-1.5!" />}
    </ScrollBox>
  )
}
