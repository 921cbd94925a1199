import { mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import type { Logger } from '../../kernel/logger.ts'

const rotateBytes = 5 * 2 ** 20

/** Writes JSON lines to `<folder>/cortex.log`, which at a start over 5 MB makes way as cortex.1.log. Secrets and chat text never get here. */
export function createFileLogger(folder: string, level: 'debug' | 'info' | 'warn' = 'info'): { logger: Logger; close(): void } {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'cortex.log')
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > rotateBytes) renameSync(file, join(folder, 'cortex.1.log'))
  const destination = pino.destination({ dest: file, sync: true, append: true })
  const base = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { error: pino.stdSerializers.err, cause: pino.stdSerializers.err } },
    destination,
  )
  return { logger: wrap(base), close: () => destination.end() }
}

const wrap = (inner: pino.Logger): Logger => ({
  debug: (message, fields) => inner.debug(fields ?? {}, message),
  info: (message, fields) => inner.info(fields ?? {}, message),
  warn: (message, fields) => inner.warn(fields ?? {}, message),
  error: (message, fields) => inner.error(fields ?? {}, message),
  child: (fields) => wrap(inner.child(fields)),
})
