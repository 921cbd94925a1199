import { LayoutTemplate, Library } from 'lucide-react'
import { Link } from 'wouter'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useInstalling } from '../install/install-context.ts'

/** Nothing of a kind, or nothing that was looked for, with the ways on. */
export function EmptyLibrary({ kind, isAllEmpty }: { kind: ManifestKind; isAllEmpty: boolean }) {
  const { addFolder, addTemplate } = useInstalling()
  if (!isAllEmpty) return <p className="px-4 py-3 text-text-2">{t.library.nothingFound}</p>
  return (
    <div className="flex flex-col items-start gap-1 px-4 py-3">
      <p className="text-text-2">{t.library.emptyTitle(t.library.titles[kind])}</p>
      <p className="small text-text-3">{t.library.emptyAbout}</p>
      <div className="row flex-wrap gap-1.5 pt-2">
        <Button look="primary" keys="Mod+O" onClick={addFolder}>
          {t.install.add}
        </Button>
        <Button onClick={() => addTemplate(null)}>
          <Icon of={LayoutTemplate} size="small" />
          {t.templates.menu}
        </Button>
        <Link href="/library/gallery" className="btn">
          <Icon of={Library} size="small" />
          {t.libraryViews.gallery}
        </Link>
      </div>
    </div>
  )
}
