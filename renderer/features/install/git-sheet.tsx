import { GitBranch } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import type { Source } from './read-drop.ts'

/** Asks for a repository; `start` is what was given before. */
export default function GitSheet({
  start,
  onLook,
  onClose,
}: {
  start: Extract<Source, { git: string }> | null
  onLook: (source: Source) => void
  onClose: () => void
}) {
  const id = useId()
  const [git, setGit] = useState(start?.git ?? '')
  const [ref, setRef] = useState(start?.ref ?? '')
  const [subfolder, setSubfolder] = useState(start?.subfolder ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!git.trim()) return
    onLook({ git: git.trim(), ...(ref.trim() && { ref: ref.trim() }), ...(subfolder.trim() && { subfolder: subfolder.trim() }) })
  }
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={t.adding.gitTitle}
      about={t.adding.gitAbout}
      isNarrow
      icon={<Icon of={GitBranch} className="text-text-2" />}
    >
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <div className="flex flex-col gap-3 overflow-y-auto px-5 py-4">
          <div>
            <label className="field-label is-plain" htmlFor={id}>
              {t.adding.address}
            </label>
            <input
              id={id}
              className="field mono"
              autoComplete="off"
              spellCheck={false}
              data-autofocus
              maxLength={2_000}
              placeholder="https://github.com/owner/name"
              value={git}
              aria-describedby={`${id}-note`}
              onChange={(event) => setGit(event.target.value)}
            />
            <p id={`${id}-note`} className="field-note">
              {t.adding.addressNote}
            </p>
          </div>
          <div className="grid grid-cols-2 gap-3">
            <Optional label={t.adding.ref} value={ref} maxLength={200} onChange={setRef} />
            <Optional label={t.adding.subfolder} value={subfolder} maxLength={500} onChange={setSubfolder} />
          </div>
        </div>
        <LookFoot isReady={git.trim() !== ''} onClose={onClose} keys="Enter" />
      </form>
    </Sheet>
  )
}

export function Optional(props: { label: string; value: string; maxLength: number; note?: string; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label className="field-label is-plain" htmlFor={id}>
        {props.label} <em>{t.adding.optional}</em>
      </label>
      <input
        id={id}
        className="field mono"
        autoComplete="off"
        spellCheck={false}
        value={props.value}
        maxLength={props.maxLength}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.note && <p className="field-note">{props.note}</p>}
    </div>
  )
}

export const LookFoot = ({ isReady, onClose, keys }: { isReady: boolean; onClose: () => void; keys: string }) => (
  <div className="sheet-foot">
    <span className="row end gap-1.5">
      <Button onClick={onClose} keys="esc">
        {t.action.cancel}
      </Button>
      <Button look="primary" type="submit" keys={keys} disabled={!isReady}>
        {t.adding.look}
      </Button>
    </span>
  </div>
)
