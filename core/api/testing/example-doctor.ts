import type { Check } from '../../contract/doctor.ts'
import { Fault } from '../../contract/faults.ts'
import type { CoreParts } from '../parts.ts'

const check: Check = { id: 'node', title: 'Node', state: 'ok', detail: 'fine', cause: null, consequence: null, advice: null, fix: null }
const noFix = async ({ id }: { id: string }): Promise<never> => {
  throw new Fault('NOT_FOUND', { what: 'fix', name: id })
}

/** One check, which is well. */
export const exampleDoctor: Pick<CoreParts['system'], 'doctor' | 'examine' | 'applyFix' | 'undoFix' | 'diagnostics' | 'reveal'> = {
  doctor: async () => ({ checks: [check], applied: [], durationMs: 1 }),
  async *examine() {
    yield { type: 'started', checks: [check] }
    yield { type: 'checked', id: check.id, checks: [check] }
    yield { type: 'ended', durationMs: 1, applied: [] }
  },
  applyFix: noFix,
  undoFix: noFix,
  diagnostics: async () => ({ name: 'cortex-diagnostics.zip', files: [{ name: 'about.json', text: '{}' }], zip: '' }),
  reveal: async () => ({ folder: '/data', isOpened: false }),
}
