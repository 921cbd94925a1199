import type { FileChange } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { cx } from '../../ui/cx.ts'
import { Fold } from '../../ui/fold.tsx'
import { formatBytes } from '../../ui/format.ts'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { type DiffLine, diffLines } from './diff-lines.ts'

const marks: Record<DiffLine['type'], string> = { same: ' ', added: '+', removed: '−', gap: '⋯' }
const tones = { added: 'is-success', changed: 'is-warn', removed: 'is-danger' }
/** An update of so few files is shown at once. */
const openAtFirst = 3

/** The files that would come, change and go, each with its lines. */
export function FileChanges({ changes }: { changes: readonly FileChange[] }) {
  const isUpdate = changes.some(({ change }) => change !== 'added')
  const changed = changes.filter(({ change }) => change === 'changed').length
  if (changes.length === 0) return null
  return (
    <section className="mt-3">
      <h3 className="section-head min-h-6 text-text-1">
        {isUpdate ? t.adding.changes : t.adding.files}
        <span className="end">{changes.length}</span>
      </h3>
      <div className="flex flex-col gap-1.5">
        {changes.map((file) => (
          <Fold
            key={file.path}
            isCard
            isOpenAtFirst={file.change === 'changed' && changed <= openAtFirst}
            title={<span className="mono wrap-anywhere text-[12px]">{file.path}</span>}
            note={t.adding.sizes(
              file.oldSizeBytes === null ? null : formatBytes(file.oldSizeBytes),
              file.sizeBytes === null ? null : formatBytes(file.sizeBytes),
            )}
            aside={isUpdate && <span className={cx('chip', tones[file.change])}>{t.adding.change[file.change]}</span>}
          >
            <Lines file={file} />
          </Fold>
        ))}
      </div>
    </section>
  )
}

function Lines({ file }: { file: FileChange }) {
  if (file.diff === null) return <p className="small border-t border-line-1 px-3 py-2 text-text-3">{t.adding.noDiff}</p>
  const lines = diffLines(file.diff)
  if (lines.length === 0) return <p className="small border-t border-line-1 px-3 py-2 text-text-3">{t.adding.emptyDiff}</p>
  return (
    <ScrollBox className="source is-diff max-h-[320px] border-t border-line-1" label={file.path}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a diff never move
        <div key={index} className={cx('diff-line', `is-${line.type}`)}>
          <span className="line-number">{line.number}</span>
          <span aria-hidden="true">{marks[line.type]}</span>
          <span>
            {line.type === 'added' && <span className="sr-only">{t.adding.lineNew} </span>}
            {line.type === 'removed' && <span className="sr-only">{t.adding.lineGone} </span>}
            {line.text || ' '}
          </span>
        </div>
      ))}
    </ScrollBox>
  )
}
