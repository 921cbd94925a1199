import { ArrowLeft, Pencil } from 'lucide-react'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { Problem } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useEditing } from './editor/editing-store.ts'
import { EditorPane } from './editor/editor-pane.tsx'
import { ProblemPanel } from './problem-panel.tsx'

/** A file of which nothing is in force: its problems, their fixes, and the file itself in the editor. */
export function BrokenFile({ kind, problems, onBack }: { kind: ManifestKind; problems: Problem[]; onBack: () => void }) {
  const { open, start, setOpen } = useEditing()
  const file = problems[0]?.file ?? ''
  const isOpen = open === file
  const fixable = problems.find((problem) => problem.fix)
  return (
    <>
      <div className="head">
        <IconButton label={t.library.back} isSmall className="-ml-2 min-[901px]:hidden" onClick={onBack}>
          <Icon of={ArrowLeft} size="small" />
        </IconButton>
        <h2 className="cut">{file.split(/[\\/]/).slice(-2).join('/')}</h2>
        {!isOpen && (
          <span className="end flex-none">
            <Button look="quiet" isSmall onClick={() => setOpen(file)}>
              <Icon of={Pencil} size="small" />
              {t.fixes.editFile}
            </Button>
          </span>
        )}
      </div>
      {isOpen ? (
        <EditorPane kind={kind} of={{ file }} start={start} onClose={() => setOpen(null)} />
      ) : (
        <div className="scroll flex flex-col gap-3 p-4">
          <p className="row text-text-2">
            <span className="mono wrap-anywhere">{file}</span>
            <CopyButton text={() => file} />
          </p>
          {problems.map((problem) => (
            <ProblemPanel
              key={`${problem.line}:${problem.column}:${problem.code}`}
              problem={problem}
              source={null}
              note={t.library.notInForce}
              onEdit={() => setOpen(file, problem)}
              canFix
              hasKey={problem === fixable}
            />
          ))}
        </div>
      )}
    </>
  )
}
