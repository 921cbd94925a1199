import { z } from 'zod'
import { byteSize, duration } from './manifests/common.ts'
import { route } from './route.ts'

const image = z.string().min(1)

/** How containers are made on this computer. What is left out has the default that is named here. */
export const containerSettings = z.strictObject({
  host: z
    .string()
    .regex(/^(unix|tcp|http|https|ssh|npipe):\/\/.+/, 'write an address such as unix:///var/run/docker.sock or tcp://host:2376')
    .optional()
    .describe('The engine to use; found by itself when left out (DOCKER_HOST, then the usual sockets).'),
  baseImages: z
    .strictObject({ python: image.optional(), node: image.optional(), go: image.optional(), bash: image.optional(), redis: image.optional() })
    .optional()
    .describe('What images are built on: python:3.13-slim, node:24-slim, golang:1.25, debian:12-slim and, for relics, redis:7 when left out.'),
  registries: z
    .strictObject({ pip: z.url().optional(), npm: z.url().optional(), go: z.string().min(1).optional() })
    .optional()
    .describe('Where packages come from while an image is built: an index URL for pip, a registry for npm, GOPROXY for Go.'),
  proxy: z
    .strictObject({ http: z.url().optional(), https: z.url().optional(), none: z.string().optional() })
    .optional()
    .describe('The proxy that builds use.'),
  certificates: z.array(z.string().min(1)).optional().describe('PEM files of further authorities that builds and tools trust.'),
  useHostCertificates: z.boolean().optional().describe("Gives builds and tools this computer's own list of authorities. No when left out."),
  cacheLimit: byteSize.optional().describe('How much disk built images may take; the ones used longest ago go first. 10Gi when left out.'),
  warmTools: z
    .int()
    .min(0)
    .max(32)
    .optional()
    .describe('How many started containers may wait for the next call of a tool, over all tools. 4 when left out.'),
  relicIdle: duration.optional().describe('A relic that nobody used for this long is stopped; it starts again when it is needed. 30m when left out.'),
})
export type ContainerSettings = z.infer<typeof containerSettings>

const modelId = z.string().regex(/^[a-z0-9-]+\/.+$/i, 'write provider/model, such as ollama/qwen3:8b')

/** Which models are used where nothing else says so. */
export const modelSettings = z.strictObject({
  roles: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'write a role in small letters, such as planner'), modelId)
    .optional()
    .describe(
      'Role -> model: chat, planner, executor, embedding, title, or a role that an agent names. A role that is left out has the model of chat.',
    ),
})
export type ModelSettings = z.infer<typeof modelSettings>

/** `settings.json` of the data folder; may be edited by hand. */
export const settings = z.strictObject({ $schema: z.string().optional(), containers: containerSettings.optional(), models: modelSettings.optional() })
export type Settings = z.infer<typeof settings>

export const settingsContract = {
  get: route('GET /settings', 'All settings, and the file they are in.')
    .input(z.object({}))
    .output(
      z.object({
        settings,
        file: z.string(),
        problem: z.string().nullable().describe('Why the file is not used as it is; the last good one stays in force.'),
      }),
    ),
  update: route('PUT /settings/containers', 'Replaces the settings of containers.').input(containerSettings).output(z.object({ settings })),
  updateModels: route('PUT /settings/models', 'Replaces the settings of models.').input(modelSettings).output(z.object({ settings })),
}
