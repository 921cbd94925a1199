import { type ChangeEvent, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { newId } from '../../api/new-id.ts'
import { lazyScreen } from '../../app/lazy-screen.ts'
import { t } from '../../app/messages.ts'
import { errorText } from '../../ui/failed.tsx'
import { DropZone } from './drop-zone.tsx'
import { InstallContext } from './install-context.ts'
import { readChosen, type Source } from './read-drop.ts'
import { usePaste } from './use-paste.ts'

const GitSheet = lazyScreen(() => import('./git-sheet.tsx'))
const TextSheet = lazyScreen(() => import('./text-sheet.tsx'))
const TemplateSheet = lazyScreen(() => import('./template-sheet.tsx'))
const InstallSheet = lazyScreen(() => import('./install-sheet.tsx'))

/** What the sheet is about: something to look into, the reason why what was dropped cannot be used, or what is yet to be given. */
export type InstallSubject = { source: Source; id: string } | { wrong: string }
type Asked = { ask: 'git' | 'text'; start: Source | null } | { ask: 'template'; template: string | null }

/** Not in React's types, and not in any standard, yet in every browser. */
const chooseFolder = { webkitdirectory: '' }

const chooseByPath = async (look: (source: Source) => void) => {
  const folder = await window.cortex?.chooseFolder?.()
  if (folder) look({ folder })
}

/** Drop anywhere, or add from a dialog: both end in the same sheet. */
export function InstallProvider({ children }: { children: ReactNode }) {
  const [subject, setSubject] = useState<InstallSubject | Asked | null>(null)
  const folderPicker = useRef<HTMLInputElement>(null)
  const filePicker = useRef<HTMLInputElement>(null)
  // What is looked at next has a sheet of its own: nothing that was said of another is said of it.
  const look = useCallback((source: Source) => setSubject({ source, id: newId('look') }), [])
  const refuse = useCallback((why: unknown) => setSubject({ wrong: errorText(why) }), [])
  const close = () => setSubject(null)
  usePaste(look, refuse)
  const installing = useMemo(
    () => ({
      addFolder: () => (window.cortex?.chooseFolder ? void chooseByPath(look).catch(refuse) : folderPicker.current?.click()),
      addFile: () => filePicker.current?.click(),
      addGit: () => setSubject({ ask: 'git', start: null }),
      addText: () => setSubject({ ask: 'text', start: null }),
      addTemplate: (template: string | null) => setSubject({ ask: 'template', template }),
      look,
    }),
    [look, refuse],
  )

  // A folder from the menu, from a link, or given to a second start of the app.
  useEffect(() => {
    const onMessage = (event: MessageEvent) => {
      if (event.source === window && event.data?.type === 'cortex:add-folder' && typeof event.data.folder === 'string')
        look({ folder: event.data.folder })
      // Of a repository the preload script hands on only what a link was found to hold.
      if (event.source === window && event.data?.type === 'cortex:add-git' && typeof event.data.source?.git === 'string') look(event.data.source)
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
      refuse(error)
    }
  }
  return (
    <InstallContext value={installing}>
      {children}
      <input
        ref={folderPicker}
        type="file"
        multiple
        {...chooseFolder}
        hidden
        aria-label={t.adding.folder}
        onChange={(event) => void onChoose(event)}
      />
      <input ref={filePicker} type="file" hidden aria-label={t.adding.file} onChange={(event) => void onChoose(event)} />
      <DropZone onSource={look} onWrong={refuse} />
      <Suspense fallback={null}>
        {subject && 'ask' in subject && subject.ask === 'git' && (
          <GitSheet start={subject.start && 'git' in subject.start ? subject.start : null} onLook={look} onClose={close} />
        )}
        {subject && 'ask' in subject && subject.ask === 'text' && (
          <TextSheet start={subject.start && 'text' in subject.start ? subject.start : null} onLook={look} onClose={close} />
        )}
        {subject && 'ask' in subject && subject.ask === 'template' && <TemplateSheet start={subject.template} onClose={close} />}
        {subject && !('ask' in subject) && (
          <InstallSheet
            key={'id' in subject ? subject.id : subject.wrong}
            subject={subject}
            onBack={(source) => setSubject('git' in source ? { ask: 'git', start: source } : { ask: 'text', start: source })}
            onClose={close}
          />
        )}
      </Suspense>
    </InstallContext>
  )
}
