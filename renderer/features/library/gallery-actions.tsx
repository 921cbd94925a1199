import { useMutation } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast, useUi } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { editPathOf, pathOf } from './icons.ts'

/** Try it, or have a copy of it that can be changed. */
export function GalleryActions({ manifest }: { manifest: ManifestSummary }) {
  const { client, queries, orpc } = useApi()
  const [, go] = useLocation()
  const set = useUi((state) => state.set)
  const { kind, name } = manifest
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.registry.key() })
  const customise = useMutation({
    mutationFn: () => client.registry.customise({ kind, name }),
    onSuccess: async () => {
      showToast(t.gallery.customised(name), async () => {
        await client.registry.remove({ kind, name })
        go('/library/gallery')
        showToast(t.adding.undone(name))
        await refresh()
      })
      await refresh()
      go(editPathOf(manifest))
    },
    onError: (error) => showToast(`${t.gallery.notCustomised}: ${errorText(error)}`),
  })
  const startChat = () => {
    set({ nextAgent: name })
    go('/chats')
  }
  return (
    <>
      {kind === 'Agent' ? (
        <Button isSmall aria-label={t.gallery.chatWith(name)} onClick={startChat}>
          {t.gallery.chat}
        </Button>
      ) : (
        <Button isSmall aria-label={t.gallery.tryOne(name)} onClick={() => go(pathOf(manifest))}>
          {t.gallery.tryIt}
        </Button>
      )}
      {manifest.root === 'bundled' ? (
        <Button isSmall look="quiet" aria-label={t.gallery.customiseOne(name)} disabled={customise.isPending} onClick={() => customise.mutate()}>
          {t.gallery.customise}
        </Button>
      ) : (
        <Button isSmall look="quiet" aria-label={t.gallery.editOne(name)} onClick={() => go(editPathOf(manifest))}>
          {t.gallery.edit}
        </Button>
      )}
    </>
  )
}
