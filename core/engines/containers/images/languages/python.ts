import { posix } from 'node:path'
import { baseImage } from '../base-images.ts'
import { copies, isPlainPath, type Layer, run } from '../instructions.ts'
import { refuse } from '../refusal.ts'
import { registry } from '../registries.ts'
import { pyprojectDependencies, readRequirements } from '../requirements.ts'
import { checkNames, declared, where } from './declared.ts'
import type { LanguagePlan, ToolFolder } from './language.ts'

export function planPython(tool: ToolFolder, script: string): LanguagePlan {
  const { manifest, settings } = tool
  const { engine, dependencies, isFromFiles } = declared(tool)
  const notes: string[] = []
  const layers: Layer[] = []
  if (engine === 'pip') {
    const index = registry(manifest.name, 'pip', settings)
    const install = (list: readonly string[], origin: string) =>
      // The variable, not the option: pip before 23.0.1 does not know the option, and images of Debian 12 refuse to install without it.
      run(
        [
          ...['env', 'PIP_BREAK_SYSTEM_PACKAGES=1', 'python3', '-m', 'pip', 'install', '--no-cache-dir', '--no-input', '--progress-bar=off'],
          ...['--disable-pip-version-check', '--root-user-action=ignore', ...(index ? [`--index-url=${index}`] : []), ...list],
        ],
        origin,
      )
    const file = manifest.build?.requirements ?? (isFromFiles && tool.files.includes('requirements.txt') ? 'requirements.txt' : null)
    if (file !== null) {
      const origin = 'build.requirements'
      const paths = requirementFiles(tool, file)
      layers.push({
        title: 'Python packages',
        detail: `those of ${paths[0]}`,
        origin,
        instructions: [...copies(paths, '/tool', origin), install(['-r', `/tool/${paths[0]}`], origin)],
      })
    }
    const names = isFromFiles && file === null ? projectDependencies(tool) : dependencies
    if (names.length > 0)
      layers.push({
        title: 'Python packages',
        detail: names.join(' '),
        origin: 'build.dependencies',
        instructions: [install(names, 'build.dependencies')],
      })
    if (isFromFiles && layers.length === 0)
      notes.push('build.engine is pip, but there is neither requirements.txt nor a pyproject.toml with dependencies: nothing is installed.')
  } else if (tool.files.includes('requirements.txt'))
    notes.push('requirements.txt is there, but nothing is installed from it. Write build: { requirements: ./requirements.txt } to have it.')
  return {
    base: baseImage(manifest.name, 'python', settings),
    before: [],
    environment: { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
    dependencies: layers,
    taken: [],
    entrypoint: ['python3', `/tool/${script}`],
    notes,
  }
}

/** The file and all that it includes, itself first. */
function requirementFiles(tool: ToolFolder, file: string): string[] {
  const { name } = tool.manifest
  const found: string[] = []
  const take = (path: string, from: string) => {
    const text = isPlainPath(path) ? tool.text(path) : null
    if (text === null) refuse(name, `${from} names ${path}, which is not among the files of the folder that go into the image.`)
    if (found.includes(path)) return
    found.push(path)
    const { includes, problems } = readRequirements(text)
    if (problems[0]) refuse(name, `${path} line ${problems[0].line}: ${problems[0].detail}`)
    for (const one of includes) take(posix.join(posix.dirname(path), one.path), `${path} line ${one.line}`)
  }
  take(posix.normalize(file), where(tool, 'requirements', file))
  return found
}

function projectDependencies(tool: ToolFolder): string[] {
  const text = tool.text('pyproject.toml')
  const found = text === null ? 'none' : pyprojectDependencies(text)
  if (found === 'none') return []
  if (found === 'hard')
    refuse(
      tool.manifest.name,
      'pyproject.toml gives its dependencies in a form that is not read here (dynamic, or no plain list). Name them under build.dependencies or in a requirements file.',
    )
  checkNames(tool, 'pip', found, 'dependencies')
  return found
}
