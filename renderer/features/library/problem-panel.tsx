import { CircleAlert } from 'lucide-react'
import type { Problem } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { cx } from '../../ui/cx.ts'
import { Icon } from '../../ui/icon.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { excerpt, excerptOfLine } from './excerpt.ts'
import { FixButton } from './fix-button.tsx'

interface ProblemPanelProps {
  problem: Problem
  /** The file as it is on disk; null when it is not known here, so that only the line itself can be shown. */
  source: string | null
  /** Which version stays in force. */
  note: string | null
  /** Opens the file at the problem; null: it cannot be opened here. */
  onEdit?: (() => void) | null
  /** Its fix can be put into the file, which is not so for what ships. */
  canFix?: boolean
  /** `Mod+.` applies its fix: of several problems only the first. */
  hasKey?: boolean
}

/** What is wrong, at its line, with the word marked and what to do. */
export function ProblemPanel({ problem, source, note, onEdit = null, canFix = false, hasKey = false }: ProblemPanelProps) {
  const isError = problem.severity === 'error'
  const lines = source === null ? excerptOfLine(problem) : excerpt(source, problem)
  return (
    <section
      className={cx('card flex-none', isError ? 'border-[var(--danger-line)]' : 'border-[var(--warn-line)]')}
      aria-label={told(problem.message)}
    >
      <header className="row flex-wrap px-3 py-[7px]">
        <span className={cx('row gap-1.5', isError ? 'text-danger' : 'text-warn')}>
          <Icon of={CircleAlert} size="small" />
          <b className="strong flex-none">{t.library.line(problem.line, problem.column)}</b>
        </span>
        <span className="text-text-2 wrap-anywhere">{told(problem.message)}</span>
        <span className="small end text-text-3" title={problem.file}>
          {problem.file.split(/[\\/]/).at(-1)}
        </span>
      </header>
      {lines.length > 0 && (
        <ScrollBox className="source" label={t.library.source}>
          {lines.map((line) => (
            <div key={line.number} className="contents">
              <span className={cx('line-number', line.isMarked && 'is-marked')}>{line.number}</span>
              <span className={cx(line.isMarked && 'is-marked')}>
                {line.before}
                {line.marked && <u>{line.marked}</u>}
                {line.after}
              </span>
            </div>
          ))}
        </ScrollBox>
      )}
      {(problem.suggestion || note || onEdit) && (
        <footer className="row min-h-10 flex-wrap border-t border-line-1 py-2 pr-2 pl-3">
          {problem.suggestion && <span className="wrap-anywhere">{told(problem.suggestion)}</span>}
          {note && <span className="small text-text-3">{note}</span>}
          <span className="row end flex-wrap gap-1.5">
            {problem.fix && !canFix && <CopyButton text={() => problem.fix?.replacement ?? ''} label={t.library.copyFix} />}
            {onEdit && (
              <Button isSmall onClick={onEdit}>
                {t.fixes.goToLine}
              </Button>
            )}
            {problem.fix && canFix && <FixButton problem={problem} hasKey={hasKey} />}
          </span>
        </footer>
      )}
    </section>
  )
}
