import type { Logger } from '../../kernel/logger.ts'

type Line = { level: 'debug' | 'info' | 'warn' | 'error'; message: string; fields: Record<string, unknown> | undefined }

/** A logger whose lines a test can look at. */
export function createLogRecorder(): { logger: Logger; lines: Line[] } {
  const lines: Line[] = []
  const at = (level: Line['level']) => (message: string, fields?: Record<string, unknown>) => void lines.push({ level, message, fields })
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => logger }
  return { logger, lines }
}
