import { t } from '../../app/messages.ts'

/** The part of the core's JSON Schema of settings.json that a screen draws. */
export interface SettingSchema {
  type?: string
  title?: string
  description?: string
  default?: unknown
  unit?: string
  enum?: unknown[]
  minimum?: number
  maximum?: number
  minLength?: number
  pattern?: string
  properties?: Record<string, SettingSchema>
  additionalProperties?: SettingSchema | boolean
}

export interface Setting {
  /** Its key in the file: `appearance.theme`. */
  path: string
  /** The first part of the key. */
  section: string
  title: string
  about: string
  kind: 'switch' | 'choice' | 'number' | 'text' | 'list' | 'map'
  options: readonly { value: string; label: string }[]
  unit: string | null
  min: number | null
  max: number | null
  /** Whether no text at all is a value of its own, and not the default. */
  mayBeEmpty: boolean
  /** undefined: nothing stands there by default. */
  default: unknown
}

export interface SettingSection {
  id: string
  title: string
  about: string
  settings: readonly Setting[]
}

/** The sections of the file in its order, each with everything in it that has a value of its own. */
export function listSections(schema: SettingSchema): SettingSection[] {
  return Object.entries(schema.properties ?? {}).flatMap(([id, section]) => {
    if (!section.properties) return []
    const [title, about] = t.settingTexts[id] ?? [section.title ?? id, section.description ?? '']
    return [{ id, title, about, settings: settingsIn(section, id, id) }]
  })
}

function settingsIn(node: SettingSchema, path: string, section: string): Setting[] {
  if (node.properties) return Object.entries(node.properties).flatMap(([key, inner]) => settingsIn(inner, `${path}.${key}`, section))
  const [title, about] = t.settingTexts[path] ?? [node.title ?? path, node.description ?? '']
  const labels = t.settingOptions[path] ?? {}
  const options = (node.enum ?? []).map((value) => ({ value: String(value), label: labels[String(value)] ?? String(value) }))
  return [
    {
      ...{ path, section, title, about, kind: kindOf(node), options },
      ...{ unit: node.unit ?? null, min: node.minimum ?? null, max: limit(node.maximum), default: node.default, mayBeEmpty: mayBeEmpty(node) },
    },
  ]
}

/** The schema gives each whole number the largest there is as its end; that is none. */
const limit = (maximum: number | undefined): number | null => (maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum)

function mayBeEmpty({ type, default: usual, minLength = 0, pattern }: SettingSchema): boolean {
  return type === 'string' && typeof usual === 'string' && minLength === 0 && (pattern === undefined || new RegExp(pattern).test(''))
}

function kindOf(node: SettingSchema): Setting['kind'] {
  if (node.enum) return 'choice'
  if (node.type === 'boolean') return 'switch'
  if (node.type === 'integer' || node.type === 'number') return 'number'
  if (node.type === 'array') return 'list'
  return node.type === 'object' ? 'map' : 'text'
}

/** What stands at a key, such as `containers.proxy.http`; undefined where nothing does. */
export const valueAt = (values: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), values)

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
