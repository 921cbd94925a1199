interface NamedSetting {
  path: string
  title: string
  /** The title of what it stands in. */
  section: string
  description: string
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The settings of a JSON Schema that have a title of their own, by section. */
export function settingsIn(schema: Record<string, unknown>, path: string[] = [], section = ''): NamedSetting[] {
  const properties = isObject(schema.properties) ? schema.properties : {}
  return Object.entries(properties).flatMap(([name, value]): NamedSetting[] => {
    if (!isObject(value)) return []
    const at = [...path, name]
    const title = text(value.title)
    if (isObject(value.properties)) return settingsIn(value, at, section || title)
    return title === '' ? [] : [{ path: at.join('.'), title, section, description: text(value.description) }]
  })
}
