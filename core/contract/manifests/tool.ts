import { z } from 'zod'
import { byteSize, commonKeys, duration, jsonSchema } from './common.ts'

export const permissions = z.strictObject({
  network: z
    .array(z.string().regex(/^(\*|(\*\.)?[A-Za-z0-9.-]+(:\d+)?)$/, 'write a host such as api.example.com, *.example.com, or * for any'))
    .optional()
    .describe('Hosts the tool may reach. "*" is any public host. Nothing when left out.'),
  filesystem: z
    .array(
      z.strictObject({
        path: z.string().min(1).describe('A folder inside the manifest folder, or "workspace": the chat\'s own working folder.'),
        mode: z.enum(['ro', 'rw']).default('ro'),
      }),
    )
    .optional(),
  secrets: z.array(z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'write a secret as UPPER_CASE')).optional(),
})
export type Permissions = z.infer<typeof permissions>

export const toolManifest = z.strictObject({
  kind: z.literal('Tool'),
  ...commonKeys,
  implementation: z.strictObject({
    type: z.enum(['python', 'node', 'go', 'bash']),
    script: z.string().min(1).describe('The script, inside this folder. Parameters arrive as JSON on stdin; the result leaves as JSON on stdout.'),
  }),
  build: z
    .strictObject({
      engine: z.enum(['pip', 'npm', 'go', 'none']).optional(),
      dependencies: z.array(z.string()).optional(),
      requirements: z.string().optional(),
      packages: z.array(z.string()).optional().describe('Packages of the operating system.'),
      dockerfile: z.string().optional(),
    })
    .optional(),
  parameters: jsonSchema.optional(),
  returns: jsonSchema.optional(),
  permissions: permissions.optional(),
  session: z
    .strictObject({ state: z.enum(['ro', 'rw']) })
    .optional()
    .describe("Lets the tool read or change this chat's own state, as a JSON file named by CORTEX_STATE_FILE."),
  resources: z
    .strictObject({
      memory: byteSize.optional(),
      cpus: z.number().positive().optional(),
      timeout: duration.optional(),
      pids: z.int().positive().optional(),
    })
    .optional(),
  runtime: z.enum(['auto', 'container', 'wasm', 'process']).optional(),
  health_check: z.strictObject({ args: z.record(z.string(), z.unknown()) }).optional(),
  tests: z.array(z.strictObject({ name: z.string().optional(), with: z.record(z.string(), z.unknown()), expect: z.unknown() })).optional(),
})
export type ToolManifest = z.infer<typeof toolManifest>
