import { useMutation } from '@tanstack/react-query'
import { Download, FileText } from 'lucide-react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Fold } from '../../ui/fold.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { saveFile } from '../chats/save-file.ts'

const words = t.diagnostics

/** Gathers what helps to find a fault, shows every word of it, and only then saves it as a file. */
export function Diagnostics() {
  const { client } = useApi()
  const gather = useMutation({ mutationFn: () => client.system.diagnostics({}) })
  const bundle = gather.data
  const save = () => {
    if (!bundle) return
    saveFile(
      bundle.name,
      'application/zip',
      Uint8Array.from(atob(bundle.zip), (letter) => letter.charCodeAt(0)),
    )
    showToast(words.saved(bundle.name))
    gather.reset()
  }
  return (
    <section aria-label={words.title}>
      <h3 className="section-head text-text-1">{words.title}</h3>
      <p className="small pb-2 text-text-2">{words.about}</p>
      <Button disabled={gather.isPending} onClick={() => gather.mutate()}>
        <Icon of={FileText} size="small" />
        {gather.isPending ? words.gathering : words.gather}
      </Button>
      {gather.isError && (
        <div className="pt-2">
          <Notice tone="danger" title={words.failed}>
            {errorText(gather.error)}
          </Notice>
        </div>
      )}
      <Sheet
        isOpen={bundle !== undefined}
        onClose={() => gather.reset()}
        title={words.sheet}
        about={words.about}
        footer={
          <span className="row end gap-1.5">
            <Button onClick={() => gather.reset()} keys="esc">
              {t.action.cancel}
            </Button>
            <Button look="primary" onClick={save}>
              <Icon of={Download} size="small" />
              {words.save}
            </Button>
          </span>
        }
      >
        <ScrollBox label={words.files} className="overflow-auto px-5 py-3">
          {bundle?.files.map(({ name, text }, index) => (
            <Fold key={name} title={name} note={formatBytes(new TextEncoder().encode(text).byteLength)} isOpenAtFirst={index === 0}>
              <ScrollBox label={name} className="well mb-2 max-h-[240px]">
                {text}
              </ScrollBox>
            </Fold>
          ))}
        </ScrollBox>
      </Sheet>
    </section>
  )
}
