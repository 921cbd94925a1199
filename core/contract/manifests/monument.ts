import { z } from 'zod'
import { byteSize, commonKeys, manifestName, reference } from './common.ts'

const quantities = z.strictObject({ memory: byteSize.optional(), cpu: z.union([z.string(), z.number()]).optional() })

export const monumentManifest = z.strictObject({
  kind: z.literal('Monument'),
  ...commonKeys,
  components: z
    .strictObject({
      tools: z.array(reference).optional(),
      relics: z.array(reference).optional(),
      agents: z.array(reference).optional(),
      workflows: z.array(reference).optional(),
    })
    .optional(),
  networking: z
    .strictObject({
      internal: z.string().optional(),
      exposed_ports: z.array(z.string().regex(/^[a-z0-9][a-z0-9_-]*:\d+$/, 'write component:port')).optional(),
      internal_network: z.string().optional(),
      exposed_services: z.record(z.string(), z.strictObject({ port: z.int().min(1).max(65535), protocol: z.string().optional() })).optional(),
    })
    .optional(),
  startup_order: z
    .array(z.union([manifestName, z.array(manifestName)]))
    .optional()
    .describe('Components in the order they start; an inner list starts together.'),
  deployment: z
    .strictObject({
      platform: z.enum(['local', 'docker', 'kubernetes']).optional(),
      namespace: z.string().optional(),
      replicas: z.record(z.string(), z.int().min(0)).optional(),
      resources: z.strictObject({ requests: quantities.optional(), limits: quantities.optional() }).optional(),
    })
    .optional(),
})
export type MonumentManifest = z.infer<typeof monumentManifest>
