import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo, useState } from 'react'
import type { MessagePart } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'

/** Folded to one line with its time; never the caret's place. */
export const Thinking = memo(function Thinking({ part, isOpen }: { part: Extract<MessagePart, { type: 'thinking' }>; isOpen: boolean }) {
  const [isUnfolded, setIsUnfolded] = useState(false)
  const isThinking = isOpen && part.durationMs === null
  const title = isThinking ? t.chat.thinking : part.durationMs === null ? t.chat.thought : t.chat.thoughtFor(formatDuration(part.durationMs))
  const line =
    part.text
      .trim()
      .split('\n')
      .at(isThinking ? -1 : 0) ?? ''
  return (
    <div className="thinking">
      <button type="button" aria-expanded={isUnfolded} onClick={() => setIsUnfolded(!isUnfolded)}>
        {isThinking ? <StateGlyph state="running" isDecoration /> : <Icon of={isUnfolded ? ChevronDown : ChevronRight} size="small" />}
        <span className="flex-none">{title}</span>
        {!isUnfolded && <span className="cut">· {line}</span>}
      </button>
      {isUnfolded && <div className="thinking-text">{part.text.trim()}</div>}
    </div>
  )
})
