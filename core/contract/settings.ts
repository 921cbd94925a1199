import { z } from 'zod'
import { backupSettings } from './backup-settings.ts'
import { byteSize, duration } from './manifests/common.ts'
import { route } from './route.ts'
import { appearanceSettings, chatSettings, desktopSettings, notificationSettings, updateSettings } from './settings-sections.ts'

const image = z.string().min(1)

/** How containers are made on this computer. What is left out has the default that is named here. */
export const containerSettings = z
  .strictObject({
    host: z
      .string()
      .regex(/^(unix|tcp|http|https|ssh|npipe):\/\/.+/, 'write an address such as unix:///var/run/docker.sock or tcp://host:2376')
      .optional()
      .meta({ title: 'Engine address', description: 'The engine to use; found by itself when left out (DOCKER_HOST, then the usual sockets).' }),
    baseImages: z
      .strictObject({
        python: image.optional().meta({ title: 'Python', description: 'What images of Python tools are built on.', default: 'python:3.13-slim' }),
        node: image.optional().meta({ title: 'Node', description: 'What images of Node tools are built on.', default: 'node:24-slim' }),
        go: image.optional().meta({ title: 'Go', description: 'What Go tools are compiled in.', default: 'golang:1.25' }),
        bash: image.optional().meta({ title: 'Shell', description: 'What images of shell tools are built on.', default: 'debian:12-slim' }),
        redis: image.optional().meta({ title: 'Redis', description: 'What relics of kind redis run.', default: 'redis:7' }),
      })
      .optional()
      .meta({ title: 'Base images', description: 'What images are built on.' }),
    registries: z
      .strictObject({
        pip: z.url().optional().meta({ title: 'Packages of Python', description: 'An index URL for pip.' }),
        npm: z.url().optional().meta({ title: 'Packages of Node', description: 'A registry for npm.' }),
        go: z.string().min(1).optional().meta({ title: 'Modules of Go', description: 'What GOPROXY is set to.' }),
      })
      .optional()
      .meta({ title: 'Package registries', description: 'Where packages come from while an image is built.' }),
    proxy: z
      .strictObject({
        http: z.url().optional().meta({ title: 'Proxy for http', description: 'Its URL.' }),
        https: z.url().optional().meta({ title: 'Proxy for https', description: 'Its URL.' }),
        none: z.string().optional().meta({ title: 'No proxy for', description: 'Hosts that are reached directly, with commas between.' }),
      })
      .optional()
      .meta({ title: 'Proxy', description: 'The proxy that builds use.' }),
    certificates: z
      .array(z.string().min(1))
      .optional()
      .meta({ title: 'Certificates', description: 'PEM files of further authorities that builds and tools trust.', default: [] }),
    useHostCertificates: z.boolean().optional().meta({
      title: 'Certificates of this computer',
      description: "Gives builds and tools this computer's own list of authorities.",
      default: false,
    }),
    cacheLimit: byteSize
      .optional()
      .meta({ title: 'Disk for images', description: 'How much disk built images may take; the ones used longest ago go first.', default: '10Gi' }),
    warmTools: z.int().min(0).max(32).optional().meta({
      title: 'Waiting containers',
      description: 'How many started containers may wait for the next call of a tool, over all tools.',
      default: 4,
    }),
    relicIdle: duration.optional().meta({
      title: 'Rest of relics',
      description: 'A relic that nobody used for this long is stopped; it starts again when it is needed.',
      default: '30m',
    }),
  })
  .meta({ title: 'Containers', description: 'How containers are made on this computer.' })
export type ContainerSettings = z.infer<typeof containerSettings>

const modelId = z.string().regex(/^[a-z0-9-]+\/.+$/i, 'write provider/model, such as ollama/qwen3:8b')

/** Which models are used where nothing else says so. */
export const modelSettings = z
  .strictObject({
    roles: z
      .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'write a role in small letters, such as planner'), modelId)
      .optional()
      .meta({
        title: 'Models by role',
        description: 'chat, planner, executor, embedding, title, or a role that an agent names. A role that is left out has the model of chat.',
        default: {},
      }),
    ollamaAddress: z
      .string()
      .refine(
        (text) => URL.canParse(/^https?:\/\//.test(text) ? text : `http://${text}`) && !/\s/.test(text),
        'write an address such as http://127.0.0.1:11434 or box.local:11434',
      )
      .optional()
      .meta({ title: 'Address of Ollama', description: 'Where Ollama is asked for. OLLAMA_HOST when it is not set, then http://127.0.0.1:11434.' }),
  })
  .meta({ title: 'Models', description: 'Which models are used where nothing else says so, and where Ollama is.' })
export type ModelSettings = z.infer<typeof modelSettings>

/**
 * `settings.json` of the data folder; may be edited by hand, with comments. The sections in the order in which they are shown. A new setting:
 * docs/recipes/add-a-setting.md.
 */
export const settings = z.strictObject({
  $schema: z.string().optional(),
  appearance: appearanceSettings.prefault({}),
  chats: chatSettings.prefault({}),
  notifications: notificationSettings.prefault({}),
  models: modelSettings.optional(),
  containers: containerSettings.optional(),
  desktop: desktopSettings.prefault({}),
  updates: updateSettings.prefault({}),
  backups: backupSettings.prefault({}),
})
/** What is in force: defaults stand where the file says nothing, except for models and containers, where they are named beside their use. */
export type Settings = z.output<typeof settings>
/** What a file may say. */
export type WrittenSettings = z.input<typeof settings>

const anyValue = z.record(z.string(), z.unknown())

const settingsMistake = z.object({
  path: z.string().nullable().describe('The setting, such as appearance.theme; null when the file is not JSON.'),
  line: z.number().describe('From 1.'),
  column: z.number().describe('From 1.'),
  message: z.string(),
})
export type SettingsMistake = z.infer<typeof settingsMistake>

const settingsState = z.object({
  settings: settings.describe('What is in force.'),
  written: anyValue.describe('What the file says, as far as it is in force.'),
  defaults: anyValue.describe('Every default, of models and containers, too.'),
  file: z.string(),
  problem: z.string().nullable().describe('Why the file is not used as it is; the last good one stays in force.'),
  mistakes: z.array(settingsMistake).describe('The same, one by one with its place in the file.'),
})
export type SettingsState = z.infer<typeof settingsState>

const settingPath = z.string().min(1).max(200).describe('Such as appearance.theme or models.roles.planner.')

export const settingsContract = {
  get: route('GET /settings', 'All settings, and the file they are in.').input(z.object({})).output(settingsState),
  schema: route('GET /settings/schema', 'The JSON Schema of settings.json: titles, descriptions, defaults and what is allowed, by section.')
    .input(z.object({}))
    .output(z.object({ schema: anyValue })),
  set: route('PUT /settings/value', 'Sets one setting, or a whole section. The rest of the file stays as it was written.')
    .input(z.object({ path: settingPath, value: z.unknown() }))
    .output(settingsState),
  reset: route('POST /settings/reset', 'Gives a setting, or a section, its default again by taking it out of the file.')
    .input(z.object({ path: settingPath }))
    .output(settingsState),
  open: route('POST /settings/open', "Opens settings.json in the person's own editor, where the host can; makes it when there is none.")
    .input(z.object({}))
    .output(z.object({ file: z.string() })),
}
