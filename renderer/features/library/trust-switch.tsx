import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { errorText } from '../../ui/failed.tsx'

/** Lets exactly this version run on this computer without a wall, or no longer. */
export function TrustSwitch({ name, isTrusted }: { name: string; isTrusted: boolean }) {
  const { client, queries, orpc } = useApi()
  const [isAsking, setIsAsking] = useState(false)
  const trust = useMutation({
    mutationFn: (next: boolean) => client.registry.trust({ name, isTrusted: next }),
    onSuccess: () => queries.invalidateQueries({ queryKey: orpc.registry.key() }),
  })
  return (
    <div className="pt-2">
      <Button isSmall disabled={trust.isPending} onClick={() => (isTrusted ? trust.mutate(false) : setIsAsking(true))}>
        {isTrusted ? t.library.untrust : t.library.trust}
      </Button>
      {trust.isError && (
        <p className="small pt-1 text-danger" role="alert">
          {errorText(trust.error)}
        </p>
      )}
      <Confirm
        isOpen={isAsking}
        title={t.library.trustTitle(name)}
        about={t.library.trustAbout}
        action={t.library.trust}
        onConfirm={() => trust.mutate(true)}
        onClose={() => setIsAsking(false)}
      />
    </div>
  )
}
