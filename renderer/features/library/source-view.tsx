import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Problem } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { cx } from '../../ui/cx.ts'
import { Icon } from '../../ui/icon.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'

/** The file as it is on disk now, with the lines of its problems marked. */
export function SourceView({ source, file, problems }: { source: string; file: string; problems: readonly Problem[] }) {
  const [isOpen, setIsOpen] = useState(false)
  const marked = new Set(problems.map((problem) => problem.line))
  return (
    <section className="card flex-none">
      <header className="row h-[34px] pr-2 pl-2.5">
        <button type="button" className="row grow rounded-[3px]" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          <Icon of={isOpen ? ChevronDown : ChevronRight} size="small" className="text-text-3" />
          <span className="strong">{t.library.source}</span>
          <span className="small cut text-text-3">{file.split(/[\\/]/).at(-1)}</span>
        </button>
        <CopyButton text={() => source} />
      </header>
      {isOpen && (
        <ScrollBox className="source border-t border-line-1" label={t.library.source}>
          {source.split('\n').map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a file are named by their number
            <div key={index} className="contents">
              <span className={cx('line-number', marked.has(index + 1) && 'is-marked')}>{index + 1}</span>
              <span className={cx(marked.has(index + 1) && 'is-marked')}>{line || ' '}</span>
            </div>
          ))}
        </ScrollBox>
      )}
    </section>
  )
}
