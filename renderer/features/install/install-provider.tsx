import { type ChangeEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
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

const chooseByPath = async (look: (folder: Folder) => void) => {
  const folder = await window.cortex?.chooseFolder?.()
  if (folder) look({ folder })
}

/** Drop anywhere, or add from a dialog: both end in the same sheet. */
export function InstallProvider({ children }: { children: ReactNode }) {
  const [subject, setSubject] = useState<InstallSubject | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const look = useCallback((folder: Folder) => setSubject({ folder }), [])
  const refuse = useCallback((wrong: string) => setSubject({ wrong }), [])
  const installing = useMemo(
    () => ({ addFolder: () => (window.cortex?.chooseFolder ? void chooseByPath(look) : picker.current?.click()), look }),
    [look],
  )

  // A folder from the menu, from a link, or given to a second start of the app.
  useEffect(() => {
    const onMessage = (event: MessageEvent) => {
      if (event.source === window && event.data?.type === 'cortex:add-folder' && typeof event.data.folder === 'string')
        look({ folder: event.data.folder })
    }
    window.addEventListener('message', onMessage)
    return () => window.removeEventListener('message', onMessage)
  }, [look])

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
