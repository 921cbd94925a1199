import { useMutation } from '@tanstack/react-query'
import type { DownloadRequest } from '../../../core/contract/downloads.ts'
import type { CatalogueModel } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'

const words = t.catalogue

/** Brings a model of the catalogue: as a file, or through a running Ollama that knows it. */
export function GetModel({ model, hasOllama }: { model: CatalogueModel; hasOllama: boolean }) {
  const { client, queries, orpc } = useApi()
  const get = useMutation({
    mutationFn: (request: DownloadRequest) => client.models.download(request),
    onSuccess: () => showToast(words.begun(model.name)),
    onError: (error) => showToast(errorText(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.models.catalogue.key() }),
  })
  const { ollama } = model
  if (model.installedAs.length > 0) return <span className="text-text-2">{t.models.installed}</span>
  if (model.downloadId !== null) return <span className="text-accent">{words.coming}</span>
  return (
    <span className="row justify-end gap-1">
      {hasOllama && ollama && (
        <Button look="quiet" isSmall disabled={get.isPending} onClick={() => get.mutate({ ollama })} aria-label={words.pull(model.name)}>
          {t.models.pull}
        </Button>
      )}
      <Button isSmall disabled={get.isPending} onClick={() => get.mutate({ catalogue: model.id })} aria-label={words.download(model.name)}>
        {t.downloads.download}
      </Button>
    </span>
  )
}
