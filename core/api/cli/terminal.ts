import { createInterface, type Interface } from 'node:readline'

/** What a command may do with the terminal. Tests pass their own. */
export type Terminal = {
  /** Resolves when it is written, so that a slow reader slows the command down and nothing is lost at exit. */
  out(text: string): Promise<void>
  warn(text: string): void
  /** Whether a person can be asked. */
  readonly isInteractive: boolean
  /** The person's answer; null when there is none to come. */
  ask(question: string): Promise<string | null>
  /** Lines typed or piped in, until the end of the input. */
  lines(prompt: string): AsyncIterable<string>
  /** Aborts when the command has to end: SIGTERM, Ctrl-C that nobody took, or a reader of stdout that went away. */
  readonly ended: AbortSignal
  /** From now on, Ctrl-C calls `listener` instead of ending the command; returns the function that takes this back. */
  onInterrupt(listener: () => void): () => void
}

/** The terminal of this process. */
export function createTerminal(): Terminal & { readonly isReaderGone: boolean } {
  const ended = new AbortController()
  let interrupted: (() => void) | null = null
  let isReaderGone = false
  const isInteractive = Boolean(process.stdin.isTTY && process.stderr.isTTY)
  const interrupt = () => {
    const take = interrupted
    interrupted = null
    // The second Ctrl-C of an answer that does not stop ends the command.
    if (take) return take()
    // Somebody in a hurry does not wait for an orderly end twice.
    if (ended.signal.aborted) process.exit(130)
    ended.abort()
  }
  process.on('SIGINT', interrupt)
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort())
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    isReaderGone = true
    ended.abort()
  })
  process.stderr.on('error', () => {})
  // One reader of stdin for both messages and answers: two would each take every line.
  const typed: string[] = []
  let reader: Interface | null = null
  let isOver = false
  let waiting: ((line: string | null) => void) | null = null
  const give = (line: string | null) => {
    const take = waiting
    waiting = null
    if (take) take(line)
    else if (line !== null) typed.push(line)
  }
  function nextLine(prompt: string): Promise<string | null> {
    if (!reader) {
      reader = createInterface({ input: process.stdin, output: process.stderr, terminal: isInteractive })
      reader.on('line', give).on('SIGINT', interrupt)
      reader.on('close', () => {
        isOver = true
        give(null)
      })
      ended.signal.addEventListener('abort', () => reader?.close(), { once: true })
    }
    const line = typed.shift()
    if (line !== undefined || isOver || ended.signal.aborted) return Promise.resolve(line ?? null)
    if (isInteractive) {
      reader.setPrompt(prompt)
      reader.prompt()
    }
    return new Promise((resolve) => {
      waiting = resolve
    })
  }
  return {
    get isReaderGone() {
      return isReaderGone
    },
    isInteractive,
    ended: ended.signal,
    out: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
    warn: (text) => void process.stderr.write(`${text}\n`),
    ask(question) {
      // What was typed before the question is no answer to it.
      typed.length = 0
      return nextLine(question)
    },
    async *lines(prompt) {
      for (let line = await nextLine(prompt); line !== null; line = await nextLine(prompt)) yield line
    },
    onInterrupt(listener) {
      interrupted = listener
      return () => {
        interrupted = null
      }
    },
  }
}
