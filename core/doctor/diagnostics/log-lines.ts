import { open } from 'node:fs/promises'
import type { Scrub } from './scrub.ts'

const tailBytes = 256 * 1024
const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }
/** Fields whose text is one of a few words of ours or of the system's. */
const plainFields = new Set(['part', 'procedure', 'transport', 'traceId', 'runId', 'sessionId', 'state', 'status', 'code', 'level', 'kind', 'tier'])
/** Fields of ours that hold numbers, yes or no, or an error. The names of all others are left out as well: they may be words of the person. */
const otherFields = new Set(
  [
    'error',
    'cause',
    'why',
    'detail',
    'problem',
    'failed',
    'line',
    'file',
    'name',
    'durationMs',
    'pauseMs',
    'attempts',
    'requests',
    'trees',
    'what',
  ].concat(['removed', 'freedBytes', 'isFromCache', 'canCutNetwork', 'canHideProcesses', 'migrations', 'backup', 'safety', 'parts']),
)
/** A word of ours or an identifier, such as ECONNREFUSED, run_0f1e or models.list; nothing that a person would write. */
const plainWord = /^([A-Z][A-Z0-9_]{2,40}|[a-z]{3}_[0-9a-f]{32}|[0-9a-f]{32}|[a-zA-Z]{1,24}([.-][a-zA-Z]{1,24})?)$/

/** A place in the code: ours, of a package, or of Node itself. */
const frame = /^at [\w.<>$ [\]#]{0,120}\(?(core|electron|node_modules|renderer|node:)[\w/.@+:-]{1,200}:\d+:\d+\)?$/

/**
 * The end of the log with what helps to find a fault: when, how bad, the sentence of ours, numbers, error names, codes and where in our code.
 * Texts that came from elsewhere, such as an error's message, are left out: they may quote a chat or a file.
 */
export async function logLines(file: string, scrub: Scrub): Promise<string> {
  const lines = (await tail(file)).split('\n').slice(-2_000)
  return lines.flatMap((line) => shown(line, scrub)).join('\n')
}

async function tail(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => null)
  if (!handle) return ''
  try {
    const { size } = await handle.stat()
    const start = Math.max(0, size - tailBytes)
    const bytes = Buffer.alloc(Math.min(size, tailBytes))
    await handle.read(bytes, 0, bytes.byteLength, start)
    const text = bytes.toString('utf8')
    // The first line is half of one.
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1)
  } finally {
    await handle.close()
  }
}

function shown(line: string, scrub: Scrub): string[] {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line) as Record<string, unknown>
  } catch {
    return []
  }
  const { time, level, msg, ...fields } = entry
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) if (plainFields.has(name) || otherFields.has(name)) kept[name] = fieldOf(name, value)
  const sentence = typeof msg === 'string' && /^[\w\s.,;:'()-]{1,160}$/.test(msg) ? scrub(msg) : '(left out)'
  const at = typeof time === 'string' && /^[\d:.TZ-]{10,30}$/.test(time) ? time : ''
  return [JSON.stringify({ time: at, level: levels[Number(level)] ?? 'unknown', msg: sentence, ...kept })]
}

function fieldOf(name: string, value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'string') {
    if (plainFields.has(name) && plainWord.test(value)) return value
    // What `String(error)` begins with.
    const [, type] = /^((?:[A-Z]\w{0,40})?(?:Error|Fault))\b/.exec(value) ?? []
    return type ?? '(left out)'
  }
  if (typeof value === 'object' && value !== null && 'stack' in value) return errorOf(value as Record<string, unknown>)
  return '(left out)'
}

function errorOf({ type, code, stack }: Record<string, unknown>): unknown {
  // The message stands before the first frame and may go over several lines.
  const frames = String(stack)
    .split('\n')
    .map((line) => line.trim().replace(/(file:\/\/)?[^\s(]*\/(core|electron|node_modules|renderer)\//, '$2/'))
    .filter((line) => frame.test(line))
    .slice(0, 12)
  return {
    type: typeof type === 'string' && /^\w{1,40}$/.test(type) ? type : 'Error',
    ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? { code } : {}),
    frames,
  }
}
