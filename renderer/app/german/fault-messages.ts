import { faultCatalogue } from '../../../core/contract/faults.ts'
import type { FaultWords } from '../fault-words.ts'
import { toldInGerman } from './told.ts'

/** What the core calls the things that faults are about. */
const things: Record<string, string> = {
  agent: 'Agenten',
  backup: 'Sicherung',
  chat: 'Chat',
  file: 'Datei',
  'file of this chat': 'Datei dieses Chats',
  'file in the tool folder': 'Datei im Ordner des Tools',
  folder: 'Ordner',
  'manifest file': 'Manifestdatei',
  message: 'Nachricht',
  model: 'Modell',
  'model provider': 'Modellanbieter',
  monument: 'Monument',
  'Ollama model': 'Ollama-Modell',
  preview: 'Vorschau',
  relic: 'Relic',
  'relic at work': 'laufendes Relic',
  run: 'Lauf',
  template: 'Vorlage',
  'thing in the trash': 'Eintrag im Papierkorb',
  tool: 'Tool',
  turn: 'Zug',
  workflow: 'Workflow',
}
const thing = (what: string) => things[what] ?? what.replace(/^endpoint of (.+)$/, 'Endpunkt von $1')

/** What is under way or was stopped, where the core does not name a manifest. */
const doings: Record<string, string> = {
  'A backup': 'Eine Sicherung',
  'A reset': 'Ein Zurücksetzen',
  'A restore': 'Eine Wiederherstellung',
  'A restore or reset that takes effect at the next start': 'Eine Wiederherstellung oder ein Zurücksetzen beim nächsten Start',
  'The answer': 'Die Antwort',
  'The backup': 'Die Sicherung',
  'The look into the backup': 'Der Blick in die Sicherung',
  'The request': 'Die Anfrage',
  'The restore': 'Die Wiederherstellung',
  'the call': 'Der Aufruf',
}
const doing = (name: string) => doings[name] ?? name.replace(/^Fetching (.+)$/, 'Das Holen von $1')

const limit = (text: string) =>
  text
    .replace(/\bone step\b|\b1 step\b/, '1 Schritt')
    .replace(/\bsteps\b/, 'Schritten')
    .replace(/\btokens?\b/, 'Tokens')
    .replace(/\bseconds?\b/, 'Sekunden')
    .replace(/\bminutes?\b/, 'Minuten')
    .replace(/\bhours?\b/, 'Stunden')
const suggestion = (text: string) => text.replace(/^ Did you mean (.+)\?$/, ' Ist $1 gemeint?')
const more = (text: string) => toldInGerman(text)

const words: FaultWords = {
  BAD_INPUT: ({ detail }) => more(detail),
  UNAUTHORIZED: () => 'Das Token fehlt oder ist falsch. Gültig ist das, das beim Start der Workstation ausgegeben wurde.',
  FORBIDDEN_ORIGIN: ({ origin }) => `Anfragen von ${origin} werden abgelehnt. Die App unter der ausgegebenen Adresse öffnen.`,
  NOT_FOUND: ({ what, name }) => `Nicht gefunden: ${thing(what)} ${name}.`,
  MANIFEST_NOT_FOUND: (data) => `Nicht gefunden: ${thing(data.kind).replace('Agenten', 'Agent')} ${data.name}.${suggestion(data.suggestion)}`,
  MANIFEST_INVALID: ({ kind, name, detail }) =>
    `${kind} ${name} hat Probleme: ${more(detail)} Die Datei berichtigen; die Änderung gilt, sobald sie gespeichert ist.`,
  INPUT_INVALID: ({ name, detail }) => `Die Eingabe von ${name} passt nicht zum Schema: ${more(detail)}`,
  SESSION_BUSY: () => 'Dieser Chat antwortet noch. Erst stoppen, oder warten, bis er fertig ist.',
  NO_MODEL: ({ detail }) =>
    `Kein Modell ist verfügbar: ${more(detail)} Ollama starten, eine GGUF-Datei auf Modelle ziehen oder einen Schlüssel hinzufügen.`,
  MODEL_FAILED: ({ model, detail }) => `${model} ist fehlgeschlagen: ${more(detail)}`,
  MODEL_LOST: ({ model }) =>
    `${model} ist unerwartet stehen geblieben und wird neu gestartet. Was schon geschrieben war, bleibt. Die Nachricht lässt sich wiederholen.`,
  MODEL_BUSY: ({ model, detail }) => `${model} ist in Benutzung. ${more(detail)}`,
  PROVIDER_UNREACHABLE: ({ provider, url, detail }) => `${provider} antwortet nicht unter ${url}. ${more(detail)}`,
  TIER_UNAVAILABLE: ({ name, why }) => `${name} kann hier nicht laufen: ${more(why)}`,
  APPROVAL_DENIED: ({ name, detail }) => `${name} durfte nicht laufen: ${more(detail)}`,
  APPROVAL_UNAVAILABLE: ({ name, asks }) =>
    `${name} braucht eine Freigabe (${more(asks)}), und niemand ist da, um sie zu geben. Die App öffnen, oder mit --yes einmal erlauben.`,
  BUDGET_EXCEEDED: (data) => `${data.name} hat das Budget von ${limit(data.limit)} verbraucht.`,
  DEADLINE_EXCEEDED: (data) => `${doing(data.name)}: nicht fertig innerhalb von ${limit(data.limit)}, daher gestoppt.`,
  TOOL_FAILED: ({ name, detail }) => `${name} ist fehlgeschlagen: ${more(detail)}`,
  ENGINE_UNAVAILABLE: ({ why }) => `Keine Container-Engine antwortet: ${more(why)} Docker oder Podman starten; gefunden wird sie dann von selbst.`,
  ENGINE_FAILED: ({ detail }) => `Die Container-Engine hat abgelehnt: ${more(detail)}`,
  BUILD_FAILED: ({ name, detail }) => `Das Image von ${name} ließ sich nicht bauen. ${more(detail)}`,
  RELIC_FAILED: ({ name, detail }) => `Das Relic ${name} läuft nicht: ${more(detail)}`,
  CANCELLED: ({ name }) => `${doing(name)} wurde gestoppt.`,
  INTERRUPTED: () => 'Die Workstation wurde währenddessen geschlossen. Was schon getan war, bleibt.',
  DATA_FOLDER_BUSY: ({ folder }) =>
    `Ein anderes Cortex arbeitet mit ${folder}. Es schließen oder warten, bis es fertig ist, oder mit --data einen anderen Ordner wählen.`,
  DATABASE_DAMAGED: ({ file, detail }) => `Die Datenbank war beschädigt und liegt jetzt als ${file} daneben. ${more(detail)}`,
  DATABASE_TOO_NEW: ({ file, version }) =>
    `Die Datenbank ${file} stammt von einem neueren Cortex (${version}). Diese oder eine spätere Version installieren, oder mit einem anderen Datenordner starten.`,
  PATH_OUTSIDE: ({ path, root }) => `${path} führt aus ${root} hinaus. Einen Pfad darin verwenden.`,
  TOO_LARGE: (data) => `Zu groß: ${more(data.what)}, erlaubt sind ${more(data.limit)}.`,
  DISK_FULL: ({ detail }) => more(detail),
  GIT_MISSING: () =>
    'Git ist auf diesem Computer nicht zu finden. Von git-scm.com installieren, oder das Repository als Zip herunterladen und hierher ziehen.',
  GIT_FAILED: ({ address, detail }) => `${address} ließ sich nicht holen. ${more(detail)}`,
  FILE_CHANGED: ({ file }) =>
    `${file} wurde seit dem Öffnen auf der Platte geändert. Neu öffnen und die Änderung wiederholen, oder den Text vorher anderswo sichern.`,
  SETTING_UNKNOWN: (data) => `Die Einstellung ${data.path} gibt es nicht.${suggestion(data.suggestion)}`,
  SETTING_INVALID: ({ detail }) => more(detail),
  SETTINGS_BROKEN: ({ file, line, column, detail }) =>
    `${file} hat einen Fehler in Zeile ${line}, Spalte ${column}, daher wird nichts darüber geschrieben. Erst berichtigen: ${more(detail)}`,
  BACKUP_UNUSABLE: ({ file, detail }) => `${file} lässt sich nicht wiederherstellen. ${more(detail)}`,
  BACKUP_BUSY: ({ what }) => `${doing(what)} ist im Gange. Warten, bis es fertig ist, oder es vorher stoppen.`,
  PICTURE_UNAVAILABLE: ({ host, detail }) => `Das Bild von ${host} ließ sich nicht laden: ${more(detail)}`,
  INSTALL_CONFLICT: ({ detail }) => more(detail),
  NOT_SUPPORTED: ({ detail }) => more(detail),
  INTERNAL: ({ traceId }) => `In Cortex ist etwas schiefgegangen. Das Log hat die Einzelheiten unter ${traceId}.`,
}

/** A fault in German; null where it is unknown, or came without the data that the sentence is made of. */
export function germanFault(code: string, data: Record<string, unknown>): string | null {
  if (!Object.hasOwn(words, code)) return null
  const known = code as keyof FaultWords
  const blanks = [...faultCatalogue[known].message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  if (blanks.some((name) => data[name] === undefined && name !== 'suggestion')) return null
  const given = Object.fromEntries(blanks.map((name) => [name, String(data[name] ?? '')]))
  return (words[known] as (data: Record<string, string>) => string)(given).trim()
}
