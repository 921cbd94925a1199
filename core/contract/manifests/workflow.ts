import { z } from 'zod'
import { commonKeys, duration, jsonSchema, manifestName } from './common.ts'

const step = z
  .strictObject({
    id: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'use letters, digits and _, starting with a letter'),
    needs: z.array(z.string()).optional(),
    if: z.string().optional(),
    for_each: z.string().optional(),
    max_parallel: z.int().positive().optional(),
    tool: z.string().optional(),
    agent: z.string().optional(),
    workflow: z.string().optional(),
    relic: z.string().optional(),
    approval: z.string().optional(),
    with: z.record(z.string(), z.unknown()).optional(),
    retry: z
      .strictObject({
        attempts: z.int().positive(),
        backoff: z.enum(['fixed', 'exponential']).optional(),
        initial: duration.optional(),
        max: duration.optional(),
      })
      .optional(),
    timeout: duration.optional(),
  })
  .refine((one) => [one.tool, one.agent, one.workflow, one.relic, one.approval].filter((part) => part !== undefined).length === 1, {
    error: 'a step is exactly one of tool, agent, workflow, relic or approval',
    params: { code: 'bad-step' },
  })

export const workflowManifest = z.strictObject({
  kind: z.literal('Workflow'),
  ...commonKeys,
  inputs: z.record(z.string(), jsonSchema).optional(),
  steps: z.array(step).min(1),
  on_failure: z.union([z.enum(['stop', 'continue']), z.strictObject({ workflow: manifestName })]).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
})
export type WorkflowManifest = z.infer<typeof workflowManifest>
