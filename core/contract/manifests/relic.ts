import { z } from 'zod'
import { byteSize, commonKeys, duration, jsonSchema } from './common.ts'

const timing = { interval: duration.optional(), timeout: duration.optional(), retries: z.int().positive().optional() }
const healthCheck = z.union([
  z.string().min(1),
  z.strictObject({ http: z.string(), ...timing }),
  z.strictObject({ tcp: z.union([z.string(), z.int()]), ...timing }),
  z.strictObject({ command: z.union([z.string(), z.array(z.string())]), ...timing }),
  z.strictObject({ log: z.string(), ...timing }),
])

/** How to ask whether it is up; may stand here or beside `service`. */
const shared = { health_check: healthCheck.optional() }

const service = z.union([
  z.strictObject({
    image: z.string().min(1),
    command: z.union([z.string(), z.array(z.string())]).optional(),
    env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    volumes: z.array(z.string()).optional().describe('Paths in the container that are kept, each in a volume of its own: `/data`, or `name:/data`.'),
    ...shared,
  }),
  z.strictObject({
    build: z.string().min(1).describe('A folder inside this one that holds a Dockerfile.'),
    command: z.union([z.string(), z.array(z.string())]).optional(),
    env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    volumes: z.array(z.string()).optional(),
    ...shared,
  }),
  z.strictObject({ type: z.literal('docker-compose'), compose_file: z.string().min(1), ...shared }),
])

const endpoint = z.union([
  z.string().min(1),
  z.strictObject({
    url: z.string().min(1),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
    description: z.string().optional(),
    parameters: jsonSchema.optional(),
    returns: jsonSchema.optional(),
  }),
])

export const relicManifest = z.strictObject({
  kind: z.literal('Relic'),
  ...commonKeys,
  service,
  health_check: healthCheck.optional(),
  endpoints: z.record(z.string(), endpoint).optional(),
  scope: z.enum(['session', 'shared']).optional().describe('session: one for each chat, which is removed with it. shared: one for all, which stays.'),
  start: z.enum(['first-use', 'session']).optional().describe('When it is started: at its first use, or with the chat.'),
  idle: duration.optional().describe('Unused for this long, it is stopped.'),
  when_removed: z
    .enum(['clear', 'keep', 'snapshot'])
    .optional()
    .describe('What becomes of its volumes with the chat: deleted, kept, or packed into an archive and deleted.'),
  resources: z.strictObject({ memory: byteSize.optional(), cpus: z.number().positive().optional(), pids: z.int().positive().optional() }).optional(),
  capabilities: z
    .array(z.enum(['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'NET_BIND_SERVICE']))
    .optional()
    .describe('What images that start as root need to change to their own user. None when left out.'),
  writable_root: z
    .boolean()
    .optional()
    .describe('Lets it write everywhere in its container, not only in its volumes, /tmp and /run. What it writes there is lost at each start.'),
  ports: z
    .array(z.union([z.int(), z.string()]))
    .optional()
    .describe('Published on loopback only.'),
})
export type RelicManifest = z.infer<typeof relicManifest>
