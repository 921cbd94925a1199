import { useMutation } from '@tanstack/react-query'
import type { Problem } from '../../../core/contract/registry.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { applyFix } from './apply-fix.ts'

/** Puts the fix of a problem into its file, as it is on disk now; the toast takes it back, unless the file has changed again. */
export function useFix(problem: Problem) {
  const { client, queries, orpc } = useApi()
  const { file } = problem
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.registry.key() })
  return useMutation({
    async mutationFn() {
      const found = await client.registry.file({ file })
      const text = applyFix(found.text, problem)
      if (text === null) throw new Error(t.fixes.moved)
      const { digest } = await client.registry.writeFile({ file, text, digest: found.digest })
      showToast(t.fixes.changed(problem.fix?.replacement ?? ''), async () => {
        await client.registry.writeFile({ file, text: found.text, digest })
        showToast(t.fixes.undone)
        await refresh()
      })
    },
    onSettled: refresh,
  })
}
