import type { ToolManifest } from '../../../contract/manifests/index.ts'
import type { ToolFolder } from './languages/language.ts'

type Build = NonNullable<ToolManifest['build']>

/** A tool's folder made up from its files, for plans in tests. The manifest's text is what `tool.yml` would say. */
export function toolFolder(given: {
  type?: ToolManifest['implementation']['type']
  script?: string
  build?: Build
  manifest?: Partial<ToolManifest>
  manifestText?: string
  files?: Record<string, string>
  settings?: ToolFolder['settings']
  hasCertificates?: boolean
}): ToolFolder {
  const { type = 'python', build, manifest, manifestText = '', settings = {}, hasCertificates = false } = given
  const script = given.script ?? { python: './main.py', node: './main.mjs', go: './main.go', bash: './main.sh' }[type]
  const files: Record<string, string> = { [script.replace(/^\.\//, '')]: '', ...given.files }
  return {
    manifest: { kind: 'Tool', name: 'sample', implementation: { type, script }, ...(build ? { build } : {}), ...manifest },
    manifestFile: { name: 'tool.yml', text: manifestText },
    files: Object.keys(files).sort(),
    text: (path) => files[path] ?? null,
    settings,
    hasCertificates,
    marks: {},
  }
}

/** What images are built on in tests: CORTEX_TEST_BASE_IMAGES, as JSON, or the ones that the project's set-up makes. */
export const testBaseImages: Required<NonNullable<ToolFolder['settings']['baseImages']>> = {
  ...{
    python: 'cortex-base/python:3',
    node: 'cortex-base/node:24',
    go: 'cortex-base/go:1',
    bash: 'cortex-base/debian:12',
    redis: 'cortex-base/redis:7',
  },
  ...(JSON.parse(process.env.CORTEX_TEST_BASE_IMAGES ?? '{}') as object),
}
