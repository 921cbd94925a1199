import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'

export function safetyRouter({ safety: os }: Implementer, { safety }: Pick<CoreParts, 'safety'>) {
  return os.router({
    list: os.list.handler(() => ({ approvals: safety.list() })),
    decide: os.decide.handler(async ({ input }) => ({ decided: await safety.decide(input.id, input.decision) })),
    grants: os.grants.handler(async () => ({ grants: await safety.grants() })),
    secrets: os.secrets.handler(async () => ({ secrets: await safety.secrets.list() })),
    setSecret: os.setSecret.handler(async ({ input }) => {
      await safety.secrets.set(input.name, input.value)
      return { isSet: input.value !== '' }
    }),
    revoke: os.revoke.handler(async ({ input }) => ({ revoked: await safety.revoke(input.id) })),
  })
}
