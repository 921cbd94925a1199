import { useMutation } from '@tanstack/react-query'
import { HardDrive } from 'lucide-react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useContainerStats } from './use-tool-image.ts'

/** Removes what nobody needs and says what that freed. */
export function useReclaim() {
  const { client, queries, orpc } = useApi()
  return useMutation({
    mutationFn: () => client.containers.cleanUp({}),
    onSuccess: ({ freedBytes, removed }) =>
      showToast(freedBytes === 0 && removed === 0 ? t.engine.freedNothing : t.engine.freed(formatBytes(freedBytes), removed)),
    onError: (error) => showToast(errorText(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.containers.key() }),
  })
}

/** What containers take on the disk, and one press to take back what nobody needs. */
export function ReclaimButton() {
  const disk = useContainerStats().data?.disk
  const reclaim = useReclaim()
  if (!disk) return null
  const used = formatBytes(disk.imagesBytes + disk.containersBytes + disk.volumesBytes)
  return (
    <Button look="quiet" isSmall disabled={reclaim.isPending || disk.reclaimableBytes === 0} onClick={() => reclaim.mutate()}>
      <Icon of={HardDrive} size="small" />
      <span className="cut">
        {reclaim.isPending
          ? t.engine.reclaiming
          : disk.reclaimableBytes === 0
            ? t.engine.diskOnly(used)
            : t.engine.disk(used, formatBytes(disk.reclaimableBytes))}
      </span>
    </Button>
  )
}
