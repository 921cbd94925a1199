import { implement, ORPCError } from '@orpc/server'
import { z } from 'zod'
import { contract } from '../../core/contract/index.ts'
import { type SettingsState, settings as schema } from '../../core/contract/settings.ts'
import type { AppEvent } from '../../core/contract/system.ts'

const os = implement(contract)
const file = '/home/me/.cortex/settings.json'

interface FakeSettingsOptions {
  isFresh: boolean
  gate: () => Promise<void>
  tell: (event: AppEvent) => void
}

/** Settings from memory, checked as the core does; `?fresh` has none, otherwise a few are changed. */
export function fakeSettings({ isFresh, gate, tell }: FakeSettingsOptions) {
  let written: Record<string, unknown> = isFresh
    ? {}
    : { chats: { sendKey: 'Mod+Enter' }, containers: { baseImages: { python: 'cortex-base/python:3' }, cacheLimit: '10Gi' } }

  const state = (): SettingsState => ({
    settings: schema.parse(written),
    written,
    defaults: schema.parse({}),
    file,
    ...(new URLSearchParams(window.location.search).has('broken')
      ? { problem: mistake.message, mistakes: [mistake] }
      : { problem: null, mistakes: [] }),
  })
  const change = (path: string, value: unknown): SettingsState => {
    const next = structuredClone(written)
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    let at = next
    for (const key of keys) {
      at[key] ??= {}
      at = at[key] as Record<string, unknown>
    }
    if (value === undefined) delete at[last]
    else at[last] = value
    const { error } = schema.safeParse(next)
    if (error) throw new ORPCError('SETTING_INVALID', { message: `${path}: ${error.issues[0]?.message}` })
    written = next
    tell({ type: 'settings.changed' })
    return state()
  }
  return {
    get: os.settings.get.handler(async () => {
      await gate()
      return state()
    }),
    schema: os.settings.schema.handler(() => ({ schema: z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) })),
    set: os.settings.set.handler(({ input }) => change(input.path, input.value)),
    reset: os.settings.reset.handler(({ input }) => change(input.path, undefined)),
    open: os.settings.open.handler(() => ({ file })),
  }
}

const mistake = { path: 'appearance.theme', line: 3, column: 14, message: 'appearance.theme must be one of system, light, dark.' }
