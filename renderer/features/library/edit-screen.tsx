import { ArrowLeft } from 'lucide-react'
import { useLocation } from 'wouter'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { EditorPane } from './editor/editor-pane.tsx'
import { kindIcons, pathOf } from './icons.ts'

/** The files of one manifest in the editor, of any kind; its page is one step back. */
export default function EditScreen({ kind: written, name }: { kind: string; name: string }) {
  const [, go] = useLocation()
  const kind = (Object.keys(kindIcons) as ManifestKind[]).find((one) => one.toLowerCase() === written.toLowerCase())
  return (
    <Shell>
      <main className="main-pane" data-pane tabIndex={-1}>
        {kind ? (
          <>
            <div className="head">
              <IconButton label={t.action.back} isSmall className="-ml-2" onClick={() => go(pathOf({ kind, name }))}>
                <Icon of={ArrowLeft} size="small" />
              </IconButton>
              <Icon of={kindIcons[kind]} className="text-text-3" />
              <h1 className="cut">{t.editing.title(name)}</h1>
            </div>
            <EditorPane kind={kind} of={{ name }} onClose={() => go(pathOf({ kind, name }))} />
          </>
        ) : (
          <p className="p-4 text-text-2">{t.editing.none}</p>
        )}
      </main>
    </Shell>
  )
}
