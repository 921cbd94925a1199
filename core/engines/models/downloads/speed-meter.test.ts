import { expect, it } from 'vitest'
import { createSpeedMeter } from './speed-meter.ts'

it('measures over the last seconds and falls when nothing comes', () => {
  let nowMs = 0
  const meter = createSpeedMeter(() => nowMs)
  expect(meter.bytesPerSecond()).toBeNull()
  for (let step = 0; step <= 100; step++) {
    nowMs = step * 100
    meter.add(step * 1_000)
  }
  expect(meter.bytesPerSecond()).toBe(10_000)
  nowMs += 5_000
  expect(meter.bytesPerSecond()).toBeLessThan(6_000)
  meter.reset()
  expect(meter.bytesPerSecond()).toBeNull()
})
