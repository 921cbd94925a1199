/** What the page tells can be done, for the native menu and the tray, in its language. */
export type Offered = { actions: OfferedAction[]; labels: Labels }
export type OfferedAction = { id: string; title: string; keys: string | null; menu: MenuName }
export type MenuName = 'file' | 'view' | 'go' | 'help'
export type Labels = Record<keyof typeof english, string>

/** Until the page has told, and where it says nothing. `running` has a place for the count. */
export const english = {
  ...{ file: 'File', edit: 'Edit', view: 'View', go: 'Go', window: 'Window', help: 'Help' },
  ...{
    show: 'Show Cortex',
    hide: 'Hide Cortex',
    newChat: 'New chat',
    quickPrompt: 'Quick prompt',
    quit: 'Quit',
    running: '{count} running',
    logs: 'Show the logs',
  },
}
/** Before the page is there, and when it is gone. */
export const nothingOffered: Offered = { actions: [], labels: english }

const menus: readonly string[] = ['file', 'view', 'go', 'help']
const isText = (value: unknown, length: number): value is string => typeof value === 'string' && value !== '' && value.length <= length
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Reads what the page sent. What is not as it should be is left out: a menu is never worth a crash. */
export function readOffered(value: unknown): Offered {
  if (!isObject(value)) return nothingOffered
  const seen = new Set<string>()
  const actions = (Array.isArray(value.actions) ? value.actions.slice(0, 200) : []).flatMap((each: unknown): OfferedAction[] => {
    if (!isObject(each) || !isText(each.id, 200) || !isText(each.title, 200) || !menus.includes(String(each.menu)) || seen.has(each.id)) return []
    seen.add(each.id)
    return [{ id: each.id, title: each.title, keys: isText(each.keys, 40) ? each.keys : null, menu: each.menu as MenuName }]
  })
  const given = isObject(value.labels) ? value.labels : {}
  const labels = Object.fromEntries(Object.entries(english).map(([name, usual]) => [name, isText(given[name], 100) ? given[name] : usual])) as Labels
  return { actions, labels }
}
