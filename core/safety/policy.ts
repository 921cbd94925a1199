import type { Right } from '../contract/registry.ts'

/**
 * The default policy: what asks for nothing runs; anything beyond nothing needs a yes, given now, for this chat or for good.
 * Where nobody can give one, the answer is no.
 */
export function defaultPolicy(asked: {
  rights: readonly Right[]
  isGranted: boolean
  isApproved: boolean
  isAttended: boolean
}): 'allow' | 'ask' | 'deny' {
  if (asked.rights.length === 0 || asked.isGranted || asked.isApproved) return 'allow'
  return asked.isAttended ? 'ask' : 'deny'
}
