import { distance } from 'fastest-levenshtein'
import { z } from 'zod'
import { settings } from '../contract/settings.ts'

/** The part of JSON Schema that settings are made of, with the `unit` of a number. */
export type SettingSchema = {
  type?: string
  title?: string
  description?: string
  default?: unknown
  unit?: string
  enum?: unknown[]
  pattern?: string
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  items?: SettingSchema
  properties?: Record<string, SettingSchema>
  propertyNames?: SettingSchema
  additionalProperties?: SettingSchema | boolean
}

/** The JSON Schema of settings.json; a section is a property of it. */
export const settingsSchema = z.toJSONSchema(settings, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as SettingSchema

/** What a path such as `models.roles.planner` is about; null when there is no such setting. */
export function schemaAt(path: readonly string[]): SettingSchema | null {
  let at: SettingSchema | undefined = settingsSchema
  for (const key of path) {
    const open: SettingSchema | boolean | undefined = at.additionalProperties
    at = at.properties && Object.hasOwn(at.properties, key) ? at.properties[key] : typeof open === 'object' ? open : undefined
    if (!at) return null
  }
  return at
}

/** Every setting by its path: what has a value of its own. A map is one setting. */
export const settingPaths: readonly string[] = pathsOf(settingsSchema).filter((path) => path !== '$schema')

function pathsOf({ properties }: SettingSchema, before = ''): string[] {
  return Object.entries(properties ?? {}).flatMap(([key, inner]) => (inner.properties ? pathsOf(inner, `${before}${key}.`) : [`${before}${key}`]))
}

/** Every default there is, in the shape of the file. */
export const settingDefaults: Record<string, unknown> = defaultsOf(settingsSchema)

function defaultsOf({ properties }: SettingSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties ?? {}).flatMap(([key, inner]): [string, unknown][] => {
      if (inner.properties) return [[key, defaultsOf(inner)]]
      return inner.default === undefined ? [] : [[key, inner.default]]
    }),
  )
}

/** The setting that is most likely meant; null when none is near. */
export function nearestSetting(path: string): string | null {
  const lastOf = (text: string) => text.slice(text.lastIndexOf('.') + 1).toLowerCase()
  const last = lastOf(path)
  const ranked = settingPaths
    .map((known) => {
      const [whole, end] = [distance(path, known), distance(last, lastOf(known))]
      return { known, apart: Math.min(whole, end + 1), isNear: whole <= path.length / 4 || end <= last.length / 3 }
    })
    .filter(({ isNear }) => isNear)
    .sort((a, b) => a.apart - b.apart)
  return ranked[0]?.known ?? null
}

/** What a setting may be, as the end of a sentence: `one of system, light, dark`. */
export function allowedOf(schema: SettingSchema): string {
  if (schema.enum) return `one of ${schema.enum.join(', ')}`
  if (schema.type === 'boolean') return 'true or false'
  if (schema.type === 'integer' || schema.type === 'number') {
    const kind = schema.type === 'integer' ? 'a whole number' : 'a number'
    const { minimum, maximum } = schema
    const hasEnd = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
    return minimum === undefined ? kind : hasEnd ? `${kind} from ${minimum} to ${maximum}` : `${kind}, ${minimum} or more`
  }
  if (schema.type === 'array') return 'a list of texts'
  if (schema.type === 'object') return schema.properties ? `an object with ${Object.keys(schema.properties).join(', ')}` : 'an object: name -> value'
  return schema.format === 'uri' ? 'a URL' : 'a text'
}
