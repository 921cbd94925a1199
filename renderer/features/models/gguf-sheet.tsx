import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Sheet } from '../../ui/sheet.tsx'

/** A browser may not tell where a file is, so its path is asked for; inside the app a file can also be dropped. */
export function GgufSheet({ onClose }: { onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const [path, setPath] = useState('')
  const add = useMutation({
    mutationFn: () => client.models.addFile({ path: path.trim() }),
    onSuccess: (model) => {
      onClose()
      showToast(t.models.pulled(model.name))
      return queries.invalidateQueries({ queryKey: orpc.models.key() })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (path.trim() !== '') add.mutate()
  }
  return (
    <Sheet isOpen onClose={onClose} title={t.models.ggufTitle} about={t.models.ggufAbout} isNarrow>
      <form onSubmit={submit}>
        <div className="px-5 py-4">
          <label className="field-label" htmlFor="gguf-path">
            {t.models.ggufPath}
          </label>
          <input
            id="gguf-path"
            className="field mono"
            data-autofocus
            placeholder="/home/me/models/model.gguf"
            value={path}
            aria-invalid={add.isError}
            aria-describedby="gguf-note"
            onChange={(event) => setPath(event.target.value)}
          />
          <p id="gguf-note" className="field-note is-bad" role="alert">
            {add.isError && errorText(add.error)}
          </p>
        </div>
        <div className="row justify-end gap-1.5 border-t border-line-1 bg-chrome px-3.5 py-2.5">
          <Button onClick={onClose} keys="esc">
            {t.action.cancel}
          </Button>
          <Button look="primary" type="submit" disabled={path.trim() === '' || add.isPending}>
            {t.action.add}
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
