import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuilderConfig, readConfig, validateConfig } from './builder.ts'
import { checkIcons } from './icons.ts'
import { packedFiles, type Target } from './packed-files.ts'
import { judgePacking, llamaName, sizeReport, targetName } from './packing-rules.ts'

const targets: readonly Target[] = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'darwin', arch: 'arm64' },
  { platform: 'win32', arch: 'x64' },
]

/** What must hold of the configuration beyond its schema: the switches that docs/decisions/electron-fuses.md argues for, and what the app is registered for. */
export function judgeConfig(config: BuilderConfig): string[] {
  const wrong: [boolean, string][] = [
    [config.electronFuses.enableEmbeddedAsarIntegrityValidation === true, 'the integrity of the archive is not checked'],
    [config.electronFuses.onlyLoadAppFromAsar === true, 'the app may be loaded from elsewhere than its archive'],
    [config.electronFuses.enableNodeOptionsEnvironmentVariable === false, 'NODE_OPTIONS reaches an installed app'],
    [config.electronFuses.enableNodeCliInspectArguments === false, 'a debugger may attach to an installed app'],
    [config.electronFuses.grantFileProtocolExtraPrivileges === false, 'file:// has rights of its own'],
    [config.asar === true, 'there is no archive whose integrity could be checked'],
    [config.fileAssociations?.some(({ ext }) => [ext].flat().includes('cortex.zip')) ?? false, '.cortex.zip does not open the app'],
    [config.protocols?.some(({ schemes }) => schemes.includes('cortex')) ?? false, 'cortex:// does not open the app'],
    [config.publish !== undefined, 'there is no feed of updates'],
    [config.mac?.hardenedRuntime === true, 'macOS would not notarize it without the hardened runtime'],
  ]
  return wrong.filter(([holds]) => !holds).map(([, what]) => `electron-builder.yml: ${what}.`)
}

/** The binaries of other platforms are in the lock file, so that a build there has them; they are not here to be looked at. */
export function checkForeign(root: string): string[] {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  return targets
    .filter((target) => !lock.includes(`node_modules/@node-llama-cpp/${llamaName(target)}`))
    .map((target) => `package-lock.json has no llama.cpp for ${targetName(target)}.`)
}

/** Everything that can be said of installers without making one. `report` is called with what is of interest, problem or not. */
export async function checkPacking(root: string, report: (text: string) => void): Promise<string[]> {
  const config = readConfig(root)
  const files = ['resources/entitlements.mac.plist', 'resources/icons/icon.ico', 'resources/icons/icon.icns'].filter(
    (path) => !existsSync(join(root, path)),
  )
  const problems = [
    ...(await validateConfig(root, config)),
    ...judgeConfig(config),
    ...files.map((path) => `${path} is missing.`),
    ...checkIcons(root),
    ...checkForeign(root),
  ]
  for (const target of targets) {
    const packed = packedFiles(root, config, target)
    const isHere = target.platform === process.platform && target.arch === process.arch
    problems.push(...judgePacking(packed, target, isHere))
    report(`\n${targetName(target)}${isHere ? '' : ', without llama.cpp, which npm installs only there'}\n${sizeReport(packed)}`)
  }
  return problems
}
