import { FileWarning } from 'lucide-react'
import type { Problem } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { Icon } from '../../ui/icon.tsx'

interface BrokenFilesProps {
  files: readonly (readonly [file: string, problems: readonly Problem[]])[]
  current: string | null
  onOpen: (file: string) => void
}

/** Files of which nothing is in force, each with how many problems it has. */
export function BrokenFiles({ files, current, onOpen }: BrokenFilesProps) {
  return (
    <section aria-label={t.library.broken} className="px-1.5 pb-2">
      <h2 className="manifest-row is-head">{t.library.broken}</h2>
      <ul>
        {files.map(([file, problems]) => (
          <li key={file}>
            <button
              type="button"
              data-row
              className="manifest-row is-broken"
              aria-current={file === current ? 'true' : undefined}
              onClick={() => onOpen(file)}
              title={file}
            >
              <span className="name">
                <Icon of={FileWarning} size="small" />
                <b className="cut">{file.split(/[\\/]/).slice(-2).join('/')}</b>
              </span>
              <span className="chip is-danger justify-self-start">{t.library.problemChip(problems.length)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
