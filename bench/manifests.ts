import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { systemClock } from '../core/kernel/clock.ts'
import { silentLogger } from '../core/kernel/logger.ts'
import { createRegistry } from '../core/registry/registry.ts'
import { inTemporaryFolder } from './chats.ts'
import { type Bench, pairedRatio, timeMs } from './figure.ts'

const folders = 2_000
const rounds = 7

const toolYaml = (index: number): string => `kind: Tool
name: tool_${index}
version: "1.${index % 10}"
description: Reads report number ${index} and returns its lines and its total.
tags: [report, bench]
implementation: { type: python, script: ./main.py }
parameters:
  type: object
  properties:
    path: { type: string, description: "Path of the report." }
    currency: { type: string, enum: [EUR, USD, GBP] }
    max_pages: { type: integer, minimum: 1, maximum: 200 }
  required: [path]
permissions:
  filesystem: [{ path: ./data, mode: ro }]
resources: { memory: 256Mi, cpus: 0.5, timeout: 30s, pids: 64 }
`

/** Loading 2,000 manifest folders (parse, check, resolve, watch) against reading and YAML-parsing the same files. */
export default {
  name: 'manifests',
  measure: () =>
    inTemporaryFolder(async (root) => {
      const files = Array.from({ length: folders }, (_, index) => {
        const folder = join(root, 'manifests', `tool_${index}`)
        mkdirSync(join(folder, 'data'), { recursive: true })
        writeFileSync(join(folder, 'main.py'), 'import json, sys\nprint(json.dumps(json.load(sys.stdin)))\n')
        writeFileSync(join(folder, 'tool.yml'), toolYaml(index))
        return join(folder, 'tool.yml')
      })
      const { ratio, ours, bare } = await pairedRatio(
        rounds,
        async () => {
          let registry: Awaited<ReturnType<typeof createRegistry>> | undefined
          const took = await timeMs(async () => {
            registry = await createRegistry({
              roots: [{ root: 'extra', path: join(root, 'manifests') }],
              trashFolder: join(root, 'trash'),
              clock: systemClock,
              logger: silentLogger,
            })
          })
          const loaded = registry?.list('Tool').length
          await registry?.close()
          if (loaded !== folders) throw new Error(`loaded ${loaded} of ${folders} manifests`)
          return took
        },
        async () =>
          await timeMs(() => {
            for (const folder of readdirSync(join(root, 'manifests'))) parse(readFileSync(join(root, 'manifests', folder, 'tool.yml'), 'utf8'))
          }),
      )
      return [
        {
          name: 'loading 2,000 manifest folders / reading and parsing their files',
          value: ratio,
          unit: '',
          limit: { is: 'at most', value: 2 },
          how: `median of ${rounds} paired rounds of ${files.length} files; ${Math.round(ours)} ms against ${Math.round(bare)} ms`,
        },
      ]
    }),
} satisfies Bench
