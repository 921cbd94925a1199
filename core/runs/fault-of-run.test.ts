import { expect, it } from 'vitest'
import { Fault } from '../contract/faults.ts'
import { faultOfRun } from './fault-of-run.ts'

const failed = (detail: string | null) => new Fault('RELIC_FAILED', { name: 'notes', detail: detail ?? 'it did not start.' })

it('passes on what a run below ended with, in the same words', () => {
  const error = { code: 'BUILD_FAILED', message: 'The image of notes could not be built. Line 3.', data: { name: 'notes', detail: 'Line 3.' } }
  expect(faultOfRun(error, failed)).toMatchObject({ code: 'BUILD_FAILED', message: error.message })
})

it.each([
  ['a bug', { code: 'INTERNAL', message: 'x is undefined', data: { traceId: 'a' } }, 'x is undefined'],
  ['a code that is not in the catalogue', { code: 'EACCES', message: 'no right', data: {} }, 'no right'],
  ['a fault without what it is filled from', { code: 'BUILD_FAILED', message: 'Line 3.' }, 'Line 3.'],
  ['no error at all', null, 'it did not start.'],
])('%s becomes the fault of who asked', (_, error, detail) => {
  expect(faultOfRun(error, failed)).toMatchObject({ code: 'RELIC_FAILED', data: { name: 'notes', detail } })
})
