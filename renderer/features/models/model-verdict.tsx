import type { MemoryVerdict } from '../../../core/contract/models.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'

const tones = { fits: 'text-text-2', tight: 'text-warn', 'too-large': 'text-danger' }

/** Whether a model has room in the memory of this computer; the whole reason stands on hover and in its details. */
export function ModelVerdict({ memory }: { memory: MemoryVerdict | null }) {
  if (!memory) return null
  const isLater = memory.verdict !== 'too-large' && !memory.loadsNow
  return (
    <span className={tones[memory.verdict]} title={told(memory.detail)}>
      {isLater ? `${t.models.verdict[memory.verdict]}, ${t.models.notNow}` : t.models.verdict[memory.verdict]}
    </span>
  )
}
