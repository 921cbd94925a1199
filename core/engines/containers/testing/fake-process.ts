import { PassThrough, type Readable, type Writable } from 'node:stream'

/**
 * What a container of the fake engine does. It ends with the exit code; what it throws ends it with 1 and the message on stderr.
 * `signal` aborts when it is asked to end or is killed: a program that goes on is ended from outside.
 */
export type Program = (io: {
  stdin: Readable
  /** Resolves when there is room again: a program that waits for it is held up by a slow reader. */
  stdout(data: string | Uint8Array): Promise<void>
  stderr(data: string | Uint8Array): Promise<void>
  signal: AbortSignal
  env: Record<string, string>
  command: string[]
}) => Promise<number> | number

export type FakeProcess = {
  stdin: Writable
  stdout: PassThrough
  stderr: PassThrough
  ended: Promise<number>
  kill(exitCode: number): void
}

/** Runs `program` and gives its streams to who is attached; all it writes goes to `onOutput` as well. */
export function startProcess(
  program: Program,
  about: { env: Record<string, string>; command: string[]; hasStdin: boolean; streams: Streams },
  onOutput: (stream: 'stdout' | 'stderr', text: string) => void,
): FakeProcess {
  const { stdin, stdout, stderr, isAttached } = about.streams
  const stop = new AbortController()
  const { promise: ended, resolve } = Promise.withResolvers<number>()
  const write = (name: 'stdout' | 'stderr', target: PassThrough) => async (data: string | Uint8Array) => {
    onOutput(name, Buffer.from(data).toString())
    if (!isAttached() || target.destroyed || stop.signal.aborted || target.write(data)) return
    const { promise: room, resolve: go } = Promise.withResolvers<void>()
    const events = ['drain', 'close'] as const
    for (const event of events) target.once(event, go)
    stop.signal.addEventListener('abort', () => go(), { once: true })
    await room
    for (const event of events) target.off(event, go)
  }
  const finish = (code: number) => {
    stop.abort()
    resolve(code)
    for (const output of [stdout, stderr]) if (!output.destroyed) output.end()
    stdin.destroy()
  }
  if (!about.hasStdin) stdin.end()
  const io = { stdin, stdout: write('stdout', stdout), stderr: write('stderr', stderr), signal: stop.signal, env: about.env, command: about.command }
  queueMicrotask(async () => {
    try {
      finish(await program(io))
    } catch (error) {
      if (!stop.signal.aborted) await io.stderr(`${(error as Error).message}\n`)
      finish(1)
    }
  })
  return { stdin, stdout, stderr, ended, kill: finish }
}

export type Streams = { stdin: PassThrough; stdout: PassThrough; stderr: PassThrough; isAttached: () => boolean }

export function createStreams(isAttached: () => boolean): Streams {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), isAttached }
  for (const stream of [streams.stdin, streams.stdout, streams.stderr]) stream.on('error', () => undefined)
  return streams
}
