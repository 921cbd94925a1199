import { type ChangeEvent, type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { t } from '../../app/messages.ts'
import { errorText } from '../../ui/failed.tsx'
import { DropZone } from './drop-zone.tsx'
import { InstallContext } from './install-context.ts'
import { InstallSheet } from './install-sheet.tsx'
import { type Folder, readChosen } from './read-drop.ts'

/** What the sheet is about: a folder to look into, or the reason why what was dropped cannot be used. */
export type InstallSubject = { folder: Folder } | { wrong: string }

/** Not in React's types, and not in any standard, yet in every browser. */
const chooseFolder = { webkitdirectory: '' }

/** Drop anywhere, or add from a dialog: both end in the same sheet. */
export function InstallProvider({ children }: { children: ReactNode }) {
  const [subject, setSubject] = useState<InstallSubject | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const look = useCallback((folder: Folder) => setSubject({ folder }), [])
  const refuse = useCallback((wrong: string) => setSubject({ wrong }), [])
  const installing = useMemo(() => ({ addFolder: () => picker.current?.click(), look }), [look])

  const onChoose = async (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])]
    event.target.value = ''
    try {
      if (files.length > 0) look(await readChosen(files))
    } catch (error) {
      refuse(errorText(error))
    }
  }
  return (
    <InstallContext value={installing}>
      {children}
      <input ref={picker} type="file" multiple {...chooseFolder} hidden aria-label={t.install.add} onChange={(event) => void onChoose(event)} />
      <DropZone onFolder={look} onWrong={refuse} />
      {subject && <InstallSheet subject={subject} onClose={() => setSubject(null)} />}
    </InstallContext>
  )
}
