import type { Right } from '../contract/registry.ts'

/**
 * The rights that need a yes at each run. A chat's own state never leaves the chat, a process runs only after the person
 * trusted exactly that version, and what a build installs was part of the yes to installing the manifest: all are shown, none is asked again.
 */
export const asking = (rights: readonly Right[]): Right[] => rights.filter(({ code }) => code !== 'state' && code !== 'process' && code !== 'build')

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
  if (asking(asked.rights).length === 0 || asked.isGranted || asked.isApproved) return 'allow'
  return asked.isAttended ? 'ask' : 'deny'
}
