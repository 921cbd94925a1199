import '../../../core/contract/no-code-from-text.ts'
import { type ContainerSettings, containerSettings } from '../../../core/contract/settings.ts'

/** By field, such as `baseImages.python`: what stands in it. Lists have one entry a line; empty is left out. */
export type SettingsValues = Readonly<Record<string, string | boolean>>

export const settingsGroups = {
  engine: ['host'],
  baseImages: ['baseImages.python', 'baseImages.node', 'baseImages.go', 'baseImages.bash', 'baseImages.redis'],
  registries: ['registries.pip', 'registries.npm', 'registries.go'],
  proxy: ['proxy.http', 'proxy.https', 'proxy.none'],
  certificates: ['certificates', 'useHostCertificates'],
  limits: ['cacheLimit', 'warmTools', 'relicIdle'],
} as const
export const settingsFields: readonly string[] = Object.values(settingsGroups).flat()

const lists = new Set(['certificates'])
const switches = new Set(['useHostCertificates'])
const numbers = new Set(['warmTools'])
export const isList = (field: string): boolean => lists.has(field)
export const isSwitch = (field: string): boolean => switches.has(field)

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined), value)

export function settingsValues(settings: ContainerSettings): SettingsValues {
  return Object.fromEntries(
    settingsFields.map((field) => {
      const value = at(settings, field)
      if (isSwitch(field)) return [field, value === true]
      return [field, Array.isArray(value) ? value.join('\n') : value === undefined ? '' : String(value)]
    }),
  )
}

/** The settings as the core takes them, or why fields cannot be used, by field. */
export function readSettings(values: SettingsValues): { settings: ContainerSettings | null; errors: Readonly<Record<string, string>> } {
  const written: Record<string, unknown> = {}
  for (const field of settingsFields) {
    const value = read(field, values[field] ?? '')
    if (value === undefined) continue
    const [group, key] = field.split('.')
    if (group === undefined) continue
    if (key === undefined) written[group] = value
    else written[group] = { ...(written[group] as object | undefined), [key]: value }
  }
  const checked = containerSettings.safeParse(written)
  if (checked.success) return { settings: checked.data, errors: {} }
  const errors: Record<string, string> = {}
  for (const issue of checked.error.issues) {
    const path = issue.path.join('.')
    const field = settingsFields.find((each) => path === each || path.startsWith(`${each}.`)) ?? path
    errors[field] ??= issue.message
  }
  return { settings: null, errors }
}

function read(field: string, value: string | boolean): unknown {
  if (typeof value === 'boolean') return value || undefined
  const text = value.trim()
  if (text === '') return undefined
  if (isList(field)) return text.split('\n').flatMap((line) => line.trim() || [])
  return numbers.has(field) && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

/** What was changed while `saved` was on its way is not lost when it has arrived. */
export const changesSince = (changes: SettingsValues, saved: SettingsValues): SettingsValues =>
  Object.fromEntries(Object.entries(changes).filter(([field, value]) => value !== saved[field]))

/** The fields that differ from what is stored. */
export const changedFields = (values: SettingsValues, stored: SettingsValues): string[] =>
  settingsFields.filter((field) => String(values[field] ?? '').trim() !== String(stored[field] ?? '').trim())
