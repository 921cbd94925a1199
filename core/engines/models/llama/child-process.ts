import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Logger } from '../../../kernel/logger.ts'
import type { FromChild, InMemory, ToChild } from './protocol.ts'

export type ChildOptions = {
  logger: Logger
  /** The child's entry; a bundled app passes its own. */
  childPath?: string
  /** After this long without a request the child ends and with it all memory models took. */
  idleMs: number
  env: NodeJS.ProcessEnv
}

/** What a request hears: the child's messages, then nothing more after `lost`, which says the process died under it. */
export type Listener = (message: Exclude<FromChild, { type: 'memory' }> | { type: 'lost'; detail: string }) => void

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never
export type Request = WithoutId<Exclude<ToChild, { type: 'abort' }>>

/**
 * Owns the child process: started by the first request, again by the next one after it died, ended when idle and by `close`.
 */
export function createChildProcess({ logger, childPath, idleMs, env }: ChildOptions) {
  const entry = childPath ?? fileURLToPath(new URL('./child.ts', import.meta.url))
  const listeners = new Map<number, Listener>()
  let child: ChildProcess | null = null
  let idleTimer: NodeJS.Timeout | null = null
  let loaded: InMemory[] = []
  let lastId = 0

  function start(): ChildProcess {
    // No inherited flags (--inspect, a test runner's loaders) and no inherited secrets; Electron's executable acts as Node.
    const started = fork(entry, [], { execArgv: [], env: childEnv(env), stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'json' })
    let complaint = ''
    started.stderr?.on('data', (data: Buffer) => {
      complaint = (complaint + data.toString()).slice(-2000)
    })
    started.on('message', (message: FromChild) => {
      if (message.type === 'memory') loaded = message.loaded
      else hear(message)
    })
    started.on('error', (error) => lose(started, error.message))
    started.on('exit', (code, signal) => lose(started, signal ? `ended by ${signal}` : `ended with code ${code}`, complaint))
    return started
  }

  function hear(message: Exclude<FromChild, { type: 'memory' }>) {
    const listener = listeners.get(message.id)
    if (message.type !== 'text' && message.type !== 'thinking' && message.type !== 'tool-call') forget(message.id)
    listener?.(message)
  }

  function lose(which: ChildProcess, detail: string, complaint = '') {
    if (child !== which) return
    child = null
    loaded = []
    const orphans = [...listeners.values()]
    listeners.clear()
    if (orphans.length > 0) logger.error('The llama.cpp process was lost', { detail, complaint, requests: orphans.length })
    for (const listener of orphans) listener({ type: 'lost', detail })
  }

  function forget(id: number) {
    listeners.delete(id)
    if (listeners.size > 0) return
    if (idleTimer) clearTimeout(idleTimer)
    idleTimer = setTimeout(end, idleMs)
    idleTimer.unref()
  }

  function end() {
    const ending = child
    if (!ending) return
    lose(ending, 'stopped')
    ending.kill('SIGKILL')
  }

  return {
    /** Models in memory now. */
    get loaded(): readonly InMemory[] {
      return loaded
    },
    /** null while none runs. */
    get pid() {
      return child?.pid ?? null
    },
    /** Sends a request; the listener hears its answers in order, the last one being `lost` or an end. */
    send(request: Request, listener: Listener): { abort(): void; forget(): void } {
      if (idleTimer) clearTimeout(idleTimer)
      idleTimer = null
      lastId += 1
      const id = lastId
      listeners.set(id, listener)
      child ??= start()
      const target = child
      const post = (message: ToChild) => target.connected && target.send(message, (error) => error && lose(target, error.message))
      post({ ...request, id } as ToChild)
      return { abort: () => post({ type: 'abort', id }), forget: () => forget(id) }
    },
    async close() {
      if (idleTimer) clearTimeout(idleTimer)
      const ending = child
      if (!ending) return
      const gone = new Promise((resolve) => ending.once('exit', resolve))
      end()
      await gone
    },
  }
}

/** What a native library may need to find its drivers and temporary files, and nothing of the person's. */
const passedOn =
  /^(PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|LANG|LC_ALL|SYSTEMROOT|WINDIR|LOCALAPPDATA|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|CUDA_.*|HIP_.*|GGML_.*|VK_.*|NODE_LLAMA_CPP_.*)$/i

function childEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => passedOn.test(name))
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1', NODE_ENV: 'production' }
}
