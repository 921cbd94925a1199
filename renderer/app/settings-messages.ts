import { plural } from './plural.ts'

type Texts = Readonly<Record<string, readonly [title: string, about: string]>>
type Options = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The frame of the settings. */
export const settingsPage = {
  sections: 'Sections of the settings',
  search: 'Search the settings',
  clear: 'Clear the search',
  found: (count: number) => (count === 0 ? 'Nothing found' : plural(count, 'setting')),
  foundSections: (count: number) => plural(count, 'section'),
  nothing: (query: string) => `No setting has “${query}” in its name, its key or its text.`,
  nothingAbout: 'Every setting has a key such as appearance.theme. A part of a word is enough.',
  inSection: (section: string) => `In ${section}`,
  openSection: (section: string) => `Open ${section}`,
  unknownSection: 'There is no such section.',
  file: 'Settings file',
  openFile: 'Open settings.json',
  openedFile: 'Opened in your editor. What is saved there counts at once.',
  path: 'The file can be edited by hand',
  pathAbout: 'Open it in an editor. What is saved there counts at once, comments stay.',
  brokenTitle: 'settings.json has a mistake',
  brokenAbout: 'What was in force before stays in force. Nothing is written into the file until it is mended.',
  place: (line: number, column: number) => `Line ${line}, column ${column}`,
  resetBroken: (path: string) => `Take out ${path}`,
  changed: 'changed',
  changedFrom: (value: string) => `Changed. The default is ${value}.`,
  changedAtAll: 'Changed. It is not set by default.',
  reset: 'Reset',
  resetOne: (title: string) => `Reset ${title}`,
  wasReset: (title: string) => `${title} has its default again`,
  saved: (title: string) => `${title} saved`,
  notSaved: 'Not saved',
  notSet: 'not set',
  byDefault: (value: string) => `Default: ${value}`,
  needsNumber: 'Write a number.',
  onePerLine: 'One a line.',
  add: 'Add',
  addTo: (title: string) => `Add to ${title}`,
  removeFrom: (name: string) => `Remove ${name}`,
  mapName: 'Name',
  mapValue: 'Value',
  emptyMap: 'Nothing yet.',
  on: 'on',
  off: 'off',
  units: { s: 'seconds' } as Readonly<Record<string, string>>,
  allIn: (section: string) => `All settings of ${section}`,
  about: 'About',
  aboutText: 'Where things are, and which version this is.',
  containersAbout: 'Which engine is used, what it takes on the disk, and how containers are made.',
  grantsAbout: 'What tools may do without asking, and how to take it back.',
  secretsAbout: 'Passwords and keys that tools name. They are kept in the keychain of this computer.',
  noSecrets: 'No tool that is installed names a secret.',
  shortcutsAbout: 'Every key of the window.',
  keys: 'Keys of cloud models',
  keysAbout: 'They are kept in the keychain of this computer, and are set where the models are.',
  toKeys: 'Open Models',
}

/** Title and sentence of a setting in this language, by its key; English ones stand in the schema. */
export const settingTexts: Texts = {}

/** What the choices of a setting are called, by its key. */
export const settingOptions: Options = {
  'appearance.theme': { system: 'System', light: 'Light', dark: 'Dark' },
  'appearance.density': { comfortable: 'Comfortable', compact: 'Compact' },
  'appearance.language': { system: 'System', en: 'English', de: 'Deutsch' },
  'chats.sendKey': { Enter: 'Enter', 'Mod+Enter': 'Mod+Enter' },
  'updates.check': { never: 'Never', ask: 'Ask before', auto: 'By itself' },
  'updates.channel': { stable: 'Stable', beta: 'Beta' },
  'backups.every': { never: 'Never', day: 'Every day', week: 'Every week' },
}
