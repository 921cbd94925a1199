import { z } from 'zod'
import { commonKeys, duration, reference } from './common.ts'

export const agentManifest = z.strictObject({
  kind: z.literal('Agent'),
  ...commonKeys,
  persona: z
    .string()
    .optional()
    .describe('The system prompt, inline or as a path to a Markdown file. In a Markdown manifest the body is the persona.'),
  model: z
    .strictObject({
      prefer: z.array(z.string().regex(/^[a-z0-9-]+\/.+$/i, 'write provider/model, such as ollama/qwen3:8b')).optional(),
      role: z.string().optional(),
      temperature: z.number().min(0).max(2).optional(),
    })
    .optional(),
  tools: z.array(reference).optional(),
  relics: z.array(reference).optional(),
  workflows: z.array(reference).optional(),
  agents: z.array(reference).optional().describe('Other agents this one may call, as tools.'),
  memory: z.record(z.string(), z.unknown()).optional(),
  budget: z
    .strictObject({
      tokens: z.int().positive().optional(),
      cost_usd: z.number().positive().optional(),
      time: duration.optional(),
      steps: z.int().positive().optional(),
    })
    .optional(),
  protocol: z.enum(['auto', 'native', 'tags']).optional(),
})
export type AgentManifest = z.infer<typeof agentManifest>
