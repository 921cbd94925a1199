import { posix } from 'node:path'
import { labelsOf } from '../../labels.ts'
import { baseImage } from '../base-images.ts'
import { importsOf, readGoMod } from '../go-source.ts'
import { copies, environment, isPlainPath, type Layer, label, run, runScript } from '../instructions.ts'
import { refuse } from '../refusal.ts'
import { registry } from '../registries.ts'
import { declared } from './declared.ts'
import type { LanguagePlan, ToolFolder } from './language.ts'

const binary = '/usr/local/bin/tool'
const moduleFile = /(?:^|\/)go\.(?:mod|sum|work|work\.sum)$/

/** Compiled with Go's own image, run without it: one static file on the same base as shell tools. */
export function planGo(tool: ToolFolder, script: string): LanguagePlan {
  const { manifest, settings, files } = tool
  const { engine, dependencies, isFromFiles } = declared(tool)
  const goMod = tool.text('go.mod')
  const { module, hasRequirements } = goMod === null ? { module: null, hasRequirements: false } : readGoMod(goMod)
  if (engine !== 'go' && hasRequirements)
    refuse(manifest.name, 'go.mod needs other modules, but the manifest does not ask for them. Write build: { engine: go } to have them fetched.')
  const proxy = registry(manifest.name, 'go', settings)
  const origin = isFromFiles || engine === 'none' ? 'build.engine' : 'build.dependencies'
  const moduleFiles = goMod === null ? [] : files.filter((path) => moduleFile.test(path) && isPlainPath(path))
  const sources = files.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go')).map((path) => tool.text(path) ?? '')
  const imports = importsOf(sources, module)
  const added = dependencies.length > 0 ? [run(['go', 'get', '--', ...dependencies], origin)] : []
  const compiling: Layer[] = [
    {
      title: 'Go',
      detail: 'one static file, nothing of this computer in it',
      origin: 'cortex',
      instructions: [
        environment(
          {
            CGO_ENABLED: '0',
            GOTOOLCHAIN: 'local',
            // What go.mod does not name is added only for a list of dependencies, where there is nothing to keep in step.
            GOFLAGS: `-trimpath -buildvcs=false${dependencies.length > 0 ? ' -mod=mod' : ''}`,
            ...(engine === 'none' ? { GOPROXY: 'off' } : proxy ? { GOPROXY: proxy } : {}),
          },
          'cortex',
        ),
        { text: 'WORKDIR /src', origin: 'cortex' },
      ],
    },
    {
      title: 'Go modules',
      detail: [...dependencies, ...(isFromFiles ? ['those of go.mod'] : [])].join(' ') || 'none',
      origin,
      instructions: [
        ...(goMod === null ? [run(['go', 'mod', 'init', 'tool'], origin)] : copies(moduleFiles, '/src', origin)),
        ...added,
        ...(isFromFiles && hasRequirements ? [run(['go', 'mod', 'download'], origin)] : []),
      ],
    },
    {
      title: 'Compiled packages',
      detail: 'what the code imports, so that a change of the code compiles the code alone',
      origin: 'implementation.script',
      // A package that does not compile by itself is told with the code that imports it, in the last step.
      instructions: imports.length > 0 ? [runScript('go build "$@" || true', imports, 'implementation.script')] : [],
    },
    {
      title: 'Compiled code',
      detail: script,
      origin: 'implementation.script',
      instructions: [
        // The stage is left behind without a tag; by its name the one before it is found and removed.
        label(labelsOf({ name: manifest.name }), 'cortex'),
        { text: 'COPY [".", "/src/"]', origin: 'implementation.script' },
        // The copy brought the folder's own go.mod back, without what the manifest adds.
        ...(goMod !== null ? added : []),
        run(
          ['go', 'build', '-ldflags=-s -w', '-o', '/out/tool', posix.dirname(script) === '.' ? '.' : `./${posix.dirname(script)}`],
          'implementation.script',
        ),
      ],
    },
  ]
  return {
    base: baseImage(manifest.name, 'bash', settings),
    before: [{ base: baseImage(manifest.name, 'go', settings), name: 'compiled', layers: compiling }],
    environment: {},
    dependencies: [],
    taken: [
      {
        title: 'Program',
        detail: binary,
        origin: 'implementation.script',
        instructions: [{ text: `COPY --from=compiled ["/out/tool", "${binary}"]`, origin: 'implementation.script' }],
      },
    ],
    entrypoint: [binary],
    notes: [],
  }
}
