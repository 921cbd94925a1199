import type { ContainerInspectInfo } from 'dockerode'
import { ask, type Connection, open } from './connection.ts'
import { unavailable } from './faults.ts'

export type Ending = { exitCode: number; isOutOfMemory: boolean }

/**
 * Waits for the end of a container that runs, ended already or is not started yet. The engine's own question tells only of ends that come
 * after it was asked, so the state is looked at before it and again once the engine listens.
 */
export async function waitFor(connection: Connection, id: string, signal: AbortSignal): Promise<Ending> {
  const path = `/containers/${encodeURIComponent(id)}`
  const look = async (): Promise<Ending | null> => {
    const { State: state } = await ask<ContainerInspectInfo>(connection, { method: 'GET', path: `${path}/json` }, signal)
    const isOver = state.Status === 'exited' || state.Status === 'dead' || state.Status === 'stopped'
    return isOver ? { exitCode: state.ExitCode, isOutOfMemory: state.OOMKilled === true } : null
  }
  const before = await look()
  if (before) return before
  const response = await open(connection, { method: 'POST', path: `${path}/wait`, query: { condition: 'next-exit' } }, signal)
  const meanwhile = await look()
  if (meanwhile) {
    response.destroy()
    return meanwhile
  }
  let text = ''
  for await (const part of response) text += part
  const told = text.trim() ? (JSON.parse(text) as { StatusCode: number; Error?: { Message: string } | null }) : null
  if (!told) throw unavailable('it went away')
  if (told.StatusCode === 0) return { exitCode: 0, isOutOfMemory: false }
  // Only the container's state says why; one that was removed meanwhile says nothing any more.
  const after = await look().catch(() => null)
  return after ?? { exitCode: told.StatusCode, isOutOfMemory: false }
}
