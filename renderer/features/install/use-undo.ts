import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'

export interface Undo {
  /** Brings something back from the trash; says so, with the way to change places again. */
  restore(id: string, name: string): Promise<void>
  /** Takes back an installation: brings back what it replaced, or removes what is new. */
  install(installed: { undo: string | null; installed: readonly { kind: ManifestKind; name: string }[] }, name: string): Promise<void>
}

export function useUndo(): Undo {
  const { client, queries, orpc } = useApi()
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.registry.key() })
  return {
    async restore(id, name) {
      const { undo } = await client.registry.restore({ id })
      showToast(t.libraryTrash.restored(name), undo === null ? null : () => this.restore(undo, name))
      await refresh()
    },
    async install({ undo, installed }, name) {
      const [first] = installed
      if (undo !== null) await client.registry.restore({ id: undo })
      else if (first) await client.registry.remove(first)
      showToast(t.adding.undone(name))
      await refresh()
    },
  }
}
