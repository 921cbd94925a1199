import type { ContainerEngine, EngineStatus } from './port.ts'

/** The status once it is known whether there is an engine; only just after a start that is waited for, at most 5 s. */
export async function firstStatus(engine: Pick<ContainerEngine, 'status' | 'refresh'>): Promise<EngineStatus> {
  const status = engine.status()
  return status.state === 'looking' ? engine.refresh() : status
}
