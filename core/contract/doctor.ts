import { z } from 'zod'
import { route, stream } from './route.ts'

/** Something the workstation can do about what it found, with one press. */
export const checkFix = z.object({
  id: z.string(),
  label: z.string(),
  about: z.string().describe('What it does, and what it leaves alone.'),
  isUndoable: z.boolean(),
})
export type CheckFix = z.infer<typeof checkFix>

/** One thing the workstation looked for on this computer. */
export const check = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['ok', 'optional', 'warning', 'failed']).describe('optional: not there, and nothing is broken by that.'),
  detail: z.string(),
  cause: z.string().nullable().describe('Why it is so; null when all is well.'),
  consequence: z.string().nullable().describe('What does not work because of it.'),
  advice: z.string().nullable().describe('What a person can do about it.'),
  fix: checkFix.nullable().describe('What the workstation can do about it.'),
})
export type Check = z.infer<typeof check>

/** A fix that was applied and can still be taken back. */
export const appliedFix = z.object({ id: z.string(), label: z.string(), detail: z.string(), at: z.string(), isUndoable: z.boolean() })
export type AppliedFix = z.infer<typeof appliedFix>

export const examination = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), checks: z.array(z.object({ id: z.string(), title: z.string() })) }),
  z.object({ type: z.literal('checked'), id: z.string().describe('Of those that were started.'), checks: z.array(check) }),
  z.object({ type: z.literal('ended'), durationMs: z.number(), applied: z.array(appliedFix) }),
])
export type Examination = z.infer<typeof examination>

export const diagnosticsFile = z.object({ name: z.string(), text: z.string() })

export const doctorContract = {
  doctor: route('GET /system/doctor', 'Checks what the workstation needs and can use.')
    .input(z.object({}))
    .output(z.object({ checks: z.array(check), applied: z.array(appliedFix), durationMs: z.number() })),
  examine: route('GET /system/doctor/live', 'The same, told check by check.').input(z.object({})).output(stream(examination)),
  applyFix: route('POST /system/doctor/fixes/{id}', 'Does what a check offers.')
    .input(z.object({ id: z.string() }))
    .output(appliedFix),
  undoFix: route('DELETE /system/doctor/fixes/{id}', 'Takes back a fix that was applied.')
    .input(z.object({ id: z.string() }))
    .output(z.object({ detail: z.string() })),
  diagnostics: route('POST /system/diagnostics', 'Everything about this workstation that helps to find a fault, and nothing that is private.')
    .input(z.object({}))
    .output(z.object({ name: z.string(), files: z.array(diagnosticsFile), zip: z.string().describe('The same files as a zip, in base64.') })),
  reveal: route('POST /system/reveal', 'Opens the data folder in the file manager, where there is one.')
    .input(z.object({}))
    .output(z.object({ folder: z.string(), isOpened: z.boolean() })),
}
