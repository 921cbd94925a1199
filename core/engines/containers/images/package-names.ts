/**
 * What may stand where an installer is told what to install. Everything else is refused before a build begins: options
 * (`--index-url`), paths, and anything a shell would take for more than a name. Patterns are matched against the whole text.
 */
const pipName = '[A-Za-z0-9][A-Za-z0-9._-]{0,99}'
const pipVersion = String.raw`(?:===|==|~=|!=|<=|>=|<|>)\s{0,4}[A-Za-z0-9][A-Za-z0-9.*+!_-]{0,63}`
const pip = new RegExp(
  String.raw`^(?<name>${pipName})\s{0,4}(?:\[\s{0,4}${pipName}(?:\s{0,4},\s{0,4}${pipName}){0,20}\s{0,4}\])?\s{0,4}(?:${pipVersion}(?:\s{0,4},\s{0,4}${pipVersion}){0,20}|@\s{0,4}https://[A-Za-z0-9.-]+(?::\d+)?/[A-Za-z0-9._~/%+#=-]{0,300})?$`,
)
const markerToken =
  /^(?:\s+|[()]|==|~=|!=|<=|>=|<|>|not in\b|in\b|and\b|or\b|'[^'\\$`\n]{0,60}'|"[^"\\$`\n]{0,60}"|(?:python_version|python_full_version|os_name|sys_platform|platform_(?:release|system|version|machine|python_implementation)|implementation_(?:name|version)|extra)\b)/

const npm = /^(?:@[a-z0-9~][a-z0-9._~-]{0,99}\/)?[A-Za-z0-9~][A-Za-z0-9._~-]{0,199}(?:@[0-9A-Za-z.^~<>=*|+ -]{1,100})?$/
const go = /^[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8}(?:\/[A-Za-z0-9._~-]{1,100}){0,12}(?:@[A-Za-z0-9][A-Za-z0-9.+_-]{0,99})?$/
const apt = /^[a-z0-9][a-z0-9+.-]{0,98}[a-z0-9+](?::[a-z0-9]{1,20})?(?:=[A-Za-z0-9][A-Za-z0-9.+:~-]{0,99})?$/

export const installers = ['pip', 'npm', 'go', 'apt'] as const
export type Installer = (typeof installers)[number]

/** Whether `text` names one package, with or without its version, and does nothing else. */
export function isPackageName(installer: Installer, text: string): boolean {
  if (text.length > 400 || /\p{Cc}/u.test(text)) return false
  if (installer === 'npm') return npm.test(text)
  if (installer === 'go') return go.test(text)
  if (installer === 'apt') return apt.test(text)
  const [spec = '', ...marker] = text.split(';')
  return pip.test(spec.trimEnd()) && (marker.length === 0 || (marker.length === 1 && isMarker(marker[0] ?? '')))
}

/** The condition of PEP 508 after a semicolon: `python_version < "3.12" and sys_platform == "linux"`. */
function isMarker(text: string): boolean {
  let rest = text.trim()
  if (rest === '') return false
  while (rest !== '') {
    const token = markerToken.exec(rest)?.[0]
    if (!token) return false
    rest = rest.slice(token.length)
  }
  return true
}

export const howToWrite: Record<Installer, string> = {
  pip: 'Write a package as name, name==1.2.3 or name>=1,<2.',
  npm: 'Write a package as name, name@1.2.3 or @scope/name@^1.',
  go: 'Write a module as github.com/owner/name or github.com/owner/name@v1.2.3.',
  apt: 'Write a package as name or name=version.',
}
