import { formatClock, formatDay } from '../../ui/format.ts'

/** 20 November, 16:02: enough to tell backups apart. */
export const backupTime = (at: string): string => `${formatDay(at)}, ${formatClock(at)}`
