import type { ContainerEngine } from '../../../engines/containers/port.ts'

/**
 * An engine as a process sees it that may be killed: after `kill`, nothing that it asked for comes back and its streams are closed,
 * while the engine itself goes on.
 */
export function mortalEngine(engine: ContainerEngine): { engine: ContainerEngine; kill(): void } {
  let isDead = false
  const never = new Promise<never>(() => {})
  const closers = new Set<() => void>()
  const gate = async (result: unknown): Promise<unknown> => {
    const value = await Promise.resolve(result).catch((error: unknown) => (isDead ? never : Promise.reject(error)))
    if (isDead) return never
    if (typeof value === 'object' && value !== null && 'stdin' in value && 'close' in value) closers.add(value.close as () => void)
    return value
  }
  async function* gateLines(lines: AsyncIterable<unknown>) {
    for await (const line of lines) yield isDead ? await never : line
    if (isDead) await never
  }
  const room = (part: object): object =>
    new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return (...given: unknown[]) => {
          if (isDead) return never
          const result: unknown = member.apply(target, given)
          return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
            ? gateLines(result as AsyncIterable<unknown>)
            : gate(result)
        }
      },
    })
  const mortal = {
    ...engine,
    status: () => engine.status(),
    onChange: (listener: Parameters<ContainerEngine['onChange']>[0]) => engine.onChange((status) => isDead || listener(status)),
    images: room(engine.images),
    containers: room(engine.containers),
    networks: room(engine.networks),
    volumes: room(engine.volumes),
  } as ContainerEngine
  return {
    engine: mortal,
    kill() {
      isDead = true
      for (const close of closers) close()
    },
  }
}
