import type { SettingsState } from '../../contract/settings.ts'
import { nearestSetting, schemaAt, settingPaths } from '../../settings/schema.ts'
import * as print from './print.ts'
import { type Question, question } from './question.ts'

const valueAt = (values: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), values)
const told = (value: unknown): string => (value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value))

/** Key, value and, where it is not the default, that. Of one setting, of a section, or of all. */
function settingRows({ written, defaults }: SettingsState, under: string): string[][] {
  const isBelow = (path: string) => under === '' || path === under || path.startsWith(`${under}.`)
  // A key of a map is no setting of its own.
  const paths = settingPaths.filter(isBelow)
  return (paths.length > 0 ? paths : [under]).map((path) => {
    const [mine, usual] = [valueAt(written, path), valueAt(defaults, path)]
    const isChanged = mine !== undefined && JSON.stringify(mine) !== JSON.stringify(usual)
    return [path, told(mine ?? usual), isChanged ? `changed, default ${told(usual)}` : '']
  })
}

const mistakeLines = ({ file, mistakes }: SettingsState): string[] =>
  mistakes.map(({ line, column, message }) => `${file}:${line}:${column} error: ${message}`)

/** As the setting wants it: a text as it stands, everything else as JSON where it is JSON. The core says what is allowed. */
export function readValue(path: string, text: string): unknown {
  if (schemaAt(path.split('.'))?.type === 'string') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Throws what the core would throw for a path that is not there; only questions come here, nothing was sent yet. */
function known(path: string): string {
  if (path === '' || schemaAt(path.split('.'))) return path
  const near = nearestSetting(path)
  throw new Error(`There is no setting ${path}.${near ? ` Did you mean ${near}?` : ''}`)
}

export const settingsQuestions: Question[] = [
  question({
    ...{ command: 'settings get [path]', description: 'what is set, and what by default: of one setting, a section such as chats, or all' },
    ask: async (client, given) => ({ path: known(given), ...(await client.settings.get({})) }),
    text: (answer) => print.table(settingRows(answer as SettingsState, answer.path)) + print.lines(mistakeLines(answer as SettingsState)),
    isWell: ({ problem }) => problem === null,
  }),
  question({
    ...{ command: 'settings set <path> <value>', description: 'set one setting, such as appearance.theme dark; a list or a map is JSON' },
    ask: async (client, path, _, value) => ({ path, ...(await client.settings.set({ path, value: readValue(path, value) })) }),
    text: (answer) => print.table(settingRows(answer as SettingsState, answer.path)),
  }),
  question({
    ...{ command: 'settings reset <path>', description: 'give a setting, or a section, its default again' },
    ask: async (client, path) => ({ path, ...(await client.settings.reset({ path })) }),
    text: (answer) => print.table(settingRows(answer as SettingsState, answer.path)),
  }),
  question({
    ...{ command: 'settings path', description: 'where settings.json is; it may be edited by hand' },
    ask: async (client) => ({ file: (await client.settings.get({})).file }),
    text: ({ file }) => `${file}\n`,
  }),
]
