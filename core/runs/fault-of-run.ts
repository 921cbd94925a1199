import { Fault, type FaultCode, faultCatalogue } from '../contract/faults.ts'
import type { RunError } from '../contract/runs.ts'

/** The error of a run below, as one's own: the same code with the same words. `otherwise` for one that no person could act on. */
export function faultOfRun(error: RunError | null, otherwise: (detail: string | null) => Fault): Fault {
  const isTold = error?.data && error.code !== 'INTERNAL' && Object.hasOwn(faultCatalogue, error.code)
  return isTold ? new Fault(error.code as FaultCode, error.data) : otherwise(error?.message ?? null)
}
