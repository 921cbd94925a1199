import { useMutation } from '@tanstack/react-query'
import { SquareArrowOutUpRight } from 'lucide-react'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'

/** Where the file lies. The desktop app opens it in the person's own editor; a browser can only give its path. */
export function FilePlace({ summary }: { summary: ManifestSummary }) {
  const { client } = useApi()
  const { kind, name, file, root } = summary
  const open = useMutation({
    mutationFn: () => client.registry.open({ kind, name }),
    onError: (error) => showToast(`${t.libraryViews.notOpened}: ${errorText(error)}`),
  })
  return (
    <section>
      <h3 className="section-head text-text-1">
        {t.editor.file}
        <span className="end">{t.library.root[root]}</span>
      </h3>
      <div className="row items-start gap-1">
        <span className="mono min-w-0 text-[11px] text-text-3 wrap-anywhere">{file}</span>
        <span className="end flex-none">
          <CopyButton text={() => file} label={`${t.action.copy}: ${t.libraryViews.path}`} />
        </span>
      </div>
      {window.cortex && (
        <Button isSmall disabled={open.isPending} onClick={() => open.mutate()}>
          <Icon of={SquareArrowOutUpRight} size="small" />
          {t.libraryViews.openOutside(file.split(/[\\/]/).at(-1) ?? '')}
        </Button>
      )}
    </section>
  )
}
