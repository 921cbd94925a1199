import { useEffect } from 'react'
import type { Problem } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { hasMod } from '../../ui/format.ts'
import { useFix } from './use-fix.ts'

/** Puts the fix into the file, with a way back. */
export function FixButton({ problem, hasKey }: { problem: Problem; hasKey: boolean }) {
  const fix = useFix(problem)
  const { mutate, isPending } = fix
  useEffect(() => {
    if (!hasKey) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '.' || !hasMod(event) || event.defaultPrevented || isPending) return
      event.preventDefault()
      mutate()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [hasKey, isPending, mutate])
  return (
    <>
      {fix.isError && (
        <span className="small text-danger wrap-anywhere" role="alert">
          {errorText(fix.error)}
        </span>
      )}
      <Button isSmall look={hasKey ? 'primary' : 'default'} {...(hasKey && { keys: 'Mod+.' })} disabled={isPending} onClick={() => mutate()}>
        {t.fixes.change(problem.fix?.replacement ?? '')}
      </Button>
    </>
  )
}
