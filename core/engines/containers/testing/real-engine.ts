import { createDockerEngine } from '../docker/docker-engine.ts'
import type { ContainerEngine } from '../port.ts'

export type BaseImages = Record<'bash' | 'python' | 'node' | 'go' | 'redis', string>

/** Images that the set-up of the tests made or found (`scripts/docker`), by what is in them. */
export function baseImages(): BaseImages {
  const local = {
    bash: 'cortex-base/debian:12',
    python: 'cortex-base/python:3',
    node: 'cortex-base/node:24',
    go: 'cortex-base/go:1',
    redis: 'cortex-base/redis:7',
  }
  return { ...local, ...(JSON.parse(process.env.CORTEX_TEST_BASE_IMAGES ?? '{}') as Partial<BaseImages>) }
}

/** This computer's engine; a test that needs one fails without. Close it. */
export async function realEngine(): Promise<ContainerEngine> {
  const engine = createDockerEngine()
  const status = await engine.refresh()
  if (status.state === 'ready') return engine
  await engine.close()
  throw new Error(`These tests need a container engine: ${'why' in status ? status.why : 'none answered yet'}`)
}

/** The socket file of this computer's engine. */
export async function realEngineSocket(): Promise<string> {
  const engine = await realEngine()
  const status = engine.status()
  await engine.close()
  const path = status.state === 'ready' ? /^unix:\/\/(.*)$/.exec(status.engine.endpoint)?.[1] : undefined
  if (!path) throw new Error('These tests need a container engine behind a socket file')
  return path
}
