import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll } from 'vitest'
import type { ToolManifest } from '../../../../contract/manifests/index.ts'
import type { ContainerSettings } from '../../../../contract/settings.ts'
import { systemClock } from '../../../../kernel/clock.ts'
import { silentLogger } from '../../../../kernel/logger.ts'
import { createDockerEngine } from '../../docker/docker-engine.ts'
import { labelsOf } from '../../labels.ts'
import type { ContainerEngine } from '../../port.ts'
import type { Uses } from '../image-uses.ts'
import { testBaseImages } from '../testing.ts'
import { createToolImages, type ToolSource } from '../tool-images.ts'

/** Images of one test file on the real engine: tools in folders of their own, and everything taken away in the end. */
export function realImages() {
  const unique = randomBytes(4).toString('hex')
  const owner = `images-test-${unique}`
  const run = promisify(execFile)
  const docker = async (...args: string[]) => (await run('docker', args, { maxBuffer: 2 ** 28 })).stdout.trim()
  const never = new AbortController().signal

  const real = createDockerEngine()
  /** Sees no images but those of this file: others may be at work on the same engine. */
  const engine: ContainerEngine = {
    ...real,
    images: {
      ...real.images,
      list: async (labels) => (await real.images.list(labels)).filter((image) => Object.values(image.labels).some((value) => value.includes(unique))),
    },
  }
  const root = mkdtempSync(join(tmpdir(), 'cortex-images-'))
  beforeAll(async () => {
    await engine.refresh()
  })
  afterAll(async () => {
    const ours = await engine.images.list(labelsOf({ role: 'image' }))
    for (const { id, tags } of ours) for (const ref of tags.length > 0 ? tags : [id]) await engine.images.remove(ref)
    rmSync(root, { recursive: true, force: true })
    await engine.close()
  })

  const write = (folder: string, files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }

  /** A tool in a folder of its own. Its code says who made it, so that no other test's cache stands in for a build. */
  function tool(
    what: string,
    type: ToolManifest['implementation']['type'],
    script: string,
    files: Record<string, string>,
    more: Partial<ToolManifest> = {},
  ): ToolSource {
    const name = `${what}_${unique}`
    const folder = mkdtempSync(join(root, `${what}-`))
    const manifest: ToolManifest = { kind: 'Tool', name, implementation: { type, script }, ...more }
    write(folder, { 'tool.yml': JSON.stringify(manifest, null, 2), 'unique.txt': unique, ...files })
    return { manifest, file: join(folder, 'tool.yml'), folder, digest: 'd1' }
  }

  function imagesWith(settings: ContainerSettings = {}, more: { nowMs?: () => number; isInForce?: () => boolean } = {}) {
    let kept: Uses | null = null
    return createToolImages({
      engine,
      settings: () => ({ baseImages: testBaseImages, ...settings }),
      owner,
      clock: more.nowMs ? { now: more.nowMs } : systemClock,
      logger: silentLogger,
      uses: {
        read: async () => kept,
        async write(uses) {
          kept = uses
        },
      },
      ...(more.isInForce ? { isInForce: more.isInForce } : {}),
    })
  }

  const logOf = () => {
    const lines: string[] = []
    return { lines, signal: never, onLog: (line: string) => void lines.push(line) }
  }

  /** Runs an image as the workstation does, as far as it matters here. */
  async function call(tag: string, input: unknown): Promise<string> {
    const child = spawn('docker', ['run', '--rm', '-i', '--network', 'none', '--read-only', '--cap-drop', 'ALL', tag])
    child.stdin.end(JSON.stringify(input))
    const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
    return (stdout || stderr).trim()
  }

  const layersOf = async (ref: string): Promise<string[]> => JSON.parse(await docker('image', 'inspect', ref, '--format', '{{json .RootFS.Layers}}'))
  return { unique, owner, run, docker, never, engine, root, write, tool, imagesWith, logOf, call, layersOf }
}
