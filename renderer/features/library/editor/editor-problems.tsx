import type { Problem } from '../../../../core/contract/registry.ts'
import { t } from '../../../app/messages.ts'
import { told } from '../../../app/told.ts'
import { cx } from '../../../ui/cx.ts'

/** The problems below the text; each leads to its place. */
export function EditorProblems({ problems, onGo }: { problems: readonly Problem[]; onGo: (problem: Problem) => void }) {
  return (
    <section className="max-h-[160px] flex-none overflow-y-auto border-t border-line-1 px-4 py-1.5" aria-label={t.install.problems}>
      {problems.length === 0 && <p className="small py-0.5 text-text-3">{t.editor.noProblems}</p>}
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line}:${problem.column}:${problem.code}`}>
            <button type="button" className="small row w-full items-baseline gap-2 rounded-[3px] py-0.5 text-left" onClick={() => onGo(problem)}>
              <span className={cx('strong flex-none', problem.severity === 'error' ? 'text-danger' : 'text-warn')}>
                {t.library.line(problem.line, problem.column)}
              </span>
              <span className="min-w-0 wrap-anywhere">
                {told(problem.message)} {problem.suggestion && <span className="text-text-3">{told(problem.suggestion)}</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
