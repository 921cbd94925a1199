import type { CoreParts } from '../parts.ts'

const made = { name: 'cortex-1.zip', file: '/backups/cortex-1.zip', createdAt: '2026-01-01T00:00:00.000Z', why: 'by-hand' as const, sizeBytes: 1 }

/** One backup that never changes. */
export const exampleBackups: Pick<CoreParts, 'backups' | 'reset'> = {
  backups: {
    list: async () => ({
      ...{ folder: '/backups', settings: { every: 'never', keep: 7 }, backups: [made] },
      ...{ activity: null, nextAt: null, problem: null, applied: null },
    }),
    create: async () => made,
    stop: async () => ({ stopped: false }),
    remove: async () => ({ removed: true }),
    look: async ({ file }) => ({ file, sizeBytes: 1, problem: null, found: null, now: [] }),
    restore: async () => ({ safety: made, takesEffect: 'end' }),
  },
  reset: {
    look: async () => ({ dataFolder: '/data', parts: [] }),
    apply: async () => ({ safety: made, takesEffect: 'end' }),
  },
}
