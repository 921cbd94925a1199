import { baseImage } from '../base-images.ts'
import { copies, type Layer, runScript } from '../instructions.ts'
import { registry } from '../registries.ts'
import { declared } from './declared.ts'
import type { LanguagePlan, ToolFolder } from './language.ts'

/** npm keeps no cache and no log in the layer. */
const script = 'npm "$@" --omit=dev --no-audit --no-fund --no-update-notifier --no-progress --logs-max=0 --cache=/tmp/npm && rm -rf /tmp/npm'
const locks = ['npm-shrinkwrap.json', 'package-lock.json']

export function planNode(tool: ToolFolder, main: string): LanguagePlan {
  const { manifest, settings } = tool
  const { engine, dependencies, isFromFiles } = declared(tool)
  const notes: string[] = []
  const layers: Layer[] = []
  const hasPackageFile = tool.files.includes('package.json')
  const lock = locks.find((name) => tool.files.includes(name))
  if (engine === 'npm') {
    const address = registry(manifest.name, 'npm', settings)
    const registryOption = address ? [`--registry=${address}`] : []
    const origin = isFromFiles ? 'build.engine' : 'build.dependencies'
    const files = hasPackageFile ? ['package.json', ...(lock ? [lock] : [])] : []
    const install = (list: string[]) => runScript(script, [...list, ...registryOption], origin)
    if (isFromFiles && hasPackageFile) {
      layers.push({
        title: 'npm packages',
        detail: lock ? `exactly those of ${lock}` : 'those of package.json',
        origin,
        instructions: [...copies(files, '/tool', origin), install(lock ? ['ci'] : ['install', '--no-package-lock'])],
      })
    } else if (dependencies.length > 0) {
      layers.push({
        title: 'npm packages',
        detail: [...dependencies, ...(hasPackageFile ? ['and those of package.json'] : [])].join(' '),
        origin,
        instructions: [...copies(files, '/tool', origin), install(['install', '--no-save', '--no-package-lock', ...dependencies])],
      })
    } else notes.push('build.engine is npm, but there is no package.json: nothing is installed.')
  } else if (hasPackageFile && namesPackages(tool.text('package.json'))) {
    notes.push('package.json names packages, but nothing is installed from it. Write build: { engine: npm } to have it.')
  }
  return {
    base: baseImage(manifest.name, 'node', settings),
    before: [],
    environment: { NODE_ENV: 'production' },
    dependencies: layers,
    taken: [],
    entrypoint: ['node', `/tool/${main}`],
    notes,
  }
}

function namesPackages(text: string | null): boolean {
  try {
    const { dependencies } = JSON.parse(text ?? '{}') as { dependencies?: object }
    return Object.keys(dependencies ?? {}).length > 0
  } catch {
    return false
  }
}
