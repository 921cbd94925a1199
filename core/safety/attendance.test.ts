import { expect, it } from 'vitest'
import { createAttendance } from './attendance.ts'

function attendance() {
  let nowMs = 1_000_000
  return { ...createAttendance({ clock: { now: () => nowMs } }), pass: (ms: number) => (nowMs += ms) }
}

it('says that nobody is there until somebody comes', () => {
  const { isAttended, arrive } = attendance()
  expect(isAttended()).toBe(false)
  arrive()
  expect(isAttended()).toBe(true)
})

it('takes a window that is being reloaded as still there, and one that stays away as gone', () => {
  const { isAttended, arrive, pass } = attendance()
  const leave = arrive()
  pass(60_000)
  leave()
  pass(2_000)
  expect(isAttended()).toBe(true)
  pass(60_000)
  expect(isAttended()).toBe(false)
})

it('counts each that comes once, however often it leaves', () => {
  const { isAttended, arrive, pass } = attendance()
  const first = arrive()
  arrive()
  first()
  first()
  pass(60_000)
  expect(isAttended()).toBe(true)
})
