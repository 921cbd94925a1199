import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

interface FoldProps {
  title: ReactNode
  /** Beside the title, quieter. */
  note?: ReactNode
  /** The note stands again in what is folded, so it goes when that is open. */
  isNoteInside?: boolean
  /** On the right: buttons, or a word. */
  aside?: ReactNode
  isOpenAtFirst?: boolean
  /** Given together by what decides itself which of several is open. */
  isOpen?: boolean
  onToggle?: (isOpen: boolean) => void
  isCard?: boolean
  children: ReactNode
}

/** Something that is there when it is asked for. */
export function Fold({ title, note, isNoteInside = false, aside, isOpenAtFirst = false, isCard = false, children, ...held }: FoldProps) {
  const [isOwnOpen, setIsOwnOpen] = useState(isOpenAtFirst)
  const isOpen = held.isOpen ?? isOwnOpen
  return (
    <section className={cx(isCard && 'card flex-none')}>
      <header className={cx('row', isCard ? 'min-h-[34px] pr-2 pl-2.5' : 'min-h-[26px]')}>
        <button type="button" className="row grow rounded-[3px]" aria-expanded={isOpen} onClick={() => (held.onToggle ?? setIsOwnOpen)(!isOpen)}>
          <Icon of={isOpen ? ChevronDown : ChevronRight} size="small" className="text-text-3" />
          <span className="strong min-w-0 text-left">{title}</span>
          {note && !(isOpen && isNoteInside) && <span className="small cut shrink-[999] text-text-3">{note}</span>}
        </button>
        {aside}
      </header>
      {isOpen && children}
    </section>
  )
}
