import { ArrowLeft } from 'lucide-react'
import type { Problem } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ProblemPanel } from './problem-panel.tsx'

/** A file of which nothing is in force, with its problems. */
export function BrokenFile({ problems, onBack }: { problems: Problem[]; onBack: () => void }) {
  const file = problems[0]?.file ?? ''
  return (
    <>
      <div className="head">
        <IconButton label={t.library.back} isSmall className="min-[901px]:hidden" onClick={onBack}>
          <Icon of={ArrowLeft} size="small" />
        </IconButton>
        <h2 className="cut">{file.split(/[\\/]/).slice(-2).join('/')}</h2>
      </div>
      <div className="scroll flex flex-col gap-3 p-4">
        <p className="row text-text-2">
          <span className="mono wrap-anywhere">{file}</span>
          <CopyButton text={() => file} />
        </p>
        {problems.map((problem) => (
          <ProblemPanel key={`${problem.line}:${problem.column}:${problem.code}`} problem={problem} source={null} note={t.library.notInForce} />
        ))}
      </div>
    </>
  )
}
