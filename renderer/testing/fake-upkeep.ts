import { implement, ORPCError } from '@orpc/server'
import type { Backup } from '../../core/contract/backups.ts'
import type { Check } from '../../core/contract/doctor.ts'
import { contract } from '../../core/contract/index.ts'
import type { AppEvent } from '../../core/contract/system.ts'

const os = implement(contract)
const plain = { cause: null, consequence: null, advice: null, fix: null }
const checks: Check[] = [
  {
    ...plain,
    id: 'built-in-model',
    title: 'Built-in demo model',
    state: 'ok',
    detail: 'Small and quick. Good for trying tools, not for hard questions.',
  },
  { ...plain, id: 'library', title: '8 tools, 2 agents', state: 'ok', detail: '7 tools run now. 1 waits for Docker.' },
  {
    ...{ id: 'ollama', title: 'Ollama', state: 'warning', detail: 'Not running at http://box:11434.' },
    ...{ cause: 'It is asked for at an address where it does not run.', consequence: 'Its models cannot be used.', advice: null },
    fix: {
      id: 'ollama-address',
      label: 'Ask where it answers',
      about: 'Sets the address of Ollama to where it was found on this computer.',
      isUndoable: true,
    },
  },
  {
    ...plain,
    id: 'docker',
    title: 'Docker',
    state: 'optional',
    detail: 'Not found.',
    advice: 'Install Docker or Podman for tools with packages, and for relics.',
  },
  { ...plain, id: 'cloud-keys', title: 'Cloud keys', state: 'optional', detail: 'None. Everything above works without them.' },
]

/** The doctor, backups and resets, from memory. */
export function fakeUpkeep({ isFresh, gate, tell }: { isFresh: boolean; gate: () => Promise<void>; tell: (event: AppEvent) => void }) {
  const made = (createdAt: string, why: Backup['why'], sizeBytes: number): Backup => {
    const name = `cortex-${createdAt.replace(/[:.]/g, '-')}-${why}.zip`
    return { name, file: `/home/me/.cortex/backups/${name}`, createdAt, why, sizeBytes }
  }
  let backups = isFresh ? [] : [made('2026-11-19T20:00:00.000Z', 'scheduled', 41_200_000), made('2026-11-12T09:30:00.000Z', 'by-hand', 38_000_000)]
  const contents = (['chats', 'files', 'workspaces', 'manifests', 'relics', 'settings'] as const).map((part, at) => ({
    part,
    count: at * 3,
    sizeBytes: at * 120_000,
  }))
  return {
    system: {
      doctor: os.system.doctor.handler(async () => {
        await gate()
        return { durationMs: 812, checks, applied: [] }
      }),
      examine: os.system.examine.handler(async function* () {
        await gate()
        yield { type: 'started', checks }
        for (const check of checks) yield { type: 'checked', id: check.id, checks: [check] }
        yield { type: 'ended', durationMs: 812, applied: [] }
      }),
      applyFix: os.system.applyFix.handler(({ input }) => ({
        ...input,
        label: 'Done',
        detail: 'It is done.',
        at: new Date().toISOString(),
        isUndoable: true,
      })),
      undoFix: os.system.undoFix.handler(() => ({ detail: 'As it was.' })),
      diagnostics: os.system.diagnostics.handler(() => ({
        name: 'cortex-diagnostics.zip',
        files: [{ name: 'about.json', text: '{ "app": "Cortex" }' }],
        zip: '',
      })),
      reveal: os.system.reveal.handler(() => ({ folder: '/home/me/.cortex', isOpened: false })),
    },
    backups: {
      list: os.backups.list.handler(async () => {
        await gate()
        return {
          ...{ folder: '/home/me/.cortex/backups', settings: { every: 'week' as const, keep: 7 }, backups },
          ...{ activity: null, nextAt: '2026-11-26T20:00:00.000Z', problem: null, applied: null },
        }
      }),
      create: os.backups.create.handler(() => {
        const one = made(new Date().toISOString(), 'by-hand', 41_300_000)
        backups = [one, ...backups]
        tell({ type: 'backups.changed' })
        return one
      }),
      stop: os.backups.stop.handler(() => ({ stopped: false })),
      remove: os.backups.remove.handler(({ input }) => {
        backups = backups.filter(({ name }) => name !== input.name)
        return { removed: true }
      }),
      look: os.backups.look.handler(({ input }) => ({
        ...{ file: input.file, sizeBytes: 38_000_000, problem: null, now: contents },
        found: { createdAt: '2026-11-12T09:30:00.000Z', why: 'by-hand' as const, version: '0.1.0', platform: 'linux x64', leftOut: 2, contents },
      })),
      restore: os.backups.restore.handler(() => {
        throw new ORPCError('DISK_FULL', { message: 'Unpacking the backup needs up to 2.1 GB, and 840 MB are free.' })
      }),
    },
    reset: {
      look: os.reset.look.handler(() => ({
        dataFolder: '/home/me/.cortex',
        parts: (['settings', 'chats', 'manifests', 'models', 'everything'] as const).map((part, at) => ({
          ...{ part, count: at * 4, sizeBytes: at ** 4 * 9_000_000, isBackedUp: at < 3 },
        })),
      })),
      apply: os.reset.apply.handler(() => {
        throw new ORPCError('DISK_FULL', { message: 'A backup needs up to 2.1 GB, and 840 MB are free.' })
      }),
    },
  }
}
