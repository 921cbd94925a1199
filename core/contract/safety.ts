import { z } from 'zod'
import { approvalId, runId, sessionId } from './ids.ts'
import { right } from './registry.ts'
import { route } from './route.ts'

export const decision = z.enum(['once', 'session', 'always', 'deny'])
export type Decision = z.infer<typeof decision>

export const approval = z.object({
  id: approvalId,
  runId,
  rootId: runId,
  sessionId: sessionId.nullable(),
  tool: z.string(),
  input: z.unknown(),
  rights: z.array(right),
  pattern: z.string().describe('What "always" would cover, in plain words.'),
  requestedAt: z.string(),
  expiresAt: z.string().describe('Unanswered by then, it counts as a no.'),
})
export type Approval = z.infer<typeof approval>

export const safetyContract = {
  list: route('GET /approvals', 'What waits for a yes.')
    .input(z.object({}))
    .output(z.object({ approvals: z.array(approval) })),
  decide: route('POST /approvals/{id}', 'Answers an approval.')
    .input(z.object({ id: approvalId, decision }))
    .output(z.object({ decided: z.boolean() })),
  grants: route('GET /grants', 'What has been allowed for good or for a chat.')
    .input(z.object({}))
    .output(
      z.object({
        grants: z.array(z.object({ id: z.string(), tool: z.string(), pattern: z.string(), sessionId: sessionId.nullable(), grantedAt: z.string() })),
      }),
    ),
  secrets: route('GET /secrets', 'The secrets that tools name, and whether each is there; never a value.')
    .input(z.object({}))
    .output(
      z.object({ secrets: z.array(z.object({ name: z.string(), isSet: z.boolean(), neededBy: z.array(z.string()).describe('Names of tools.') })) }),
    ),
  setSecret: route('PUT /secrets/{name}', "Keeps a secret for tools in the operating system's keychain; an empty value removes it.")
    .input(z.object({ name: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'write a secret as UPPER_CASE'), value: z.string().max(10_000) }))
    .output(z.object({ isSet: z.boolean() })),
  revoke: route('DELETE /grants/{id}', 'Takes a grant back.')
    .input(z.object({ id: z.string() }))
    .output(z.object({ revoked: z.boolean() })),
}
