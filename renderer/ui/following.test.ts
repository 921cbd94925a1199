import { expect, test } from 'vitest'
import { createFollowing } from './following.ts'

/** A box of 500 px over content of 2,000 px, at its end. */
function atEnd() {
  const following = createFollowing()
  following.moved({ top: 1_500, height: 500, contentHeight: 2_000 }, 0)
  return following
}

test('what grows below, however much, is followed', () => {
  const following = atEnd()
  following.moved({ top: 1_500, height: 500, contentHeight: 9_000 }, 10)
  expect(following.isOn()).toBe(true)
})

test('a box that the browser moved, because something got another height, is followed on', () => {
  const following = atEnd()
  // Pages above turned out lower than they were guessed, and others came in below in the same frame.
  following.moved({ top: 900, height: 500, contentHeight: 1_800 }, 10)
  expect(following.isOn()).toBe(true)
  // The box itself became lower.
  following.moved({ top: 800, height: 300, contentHeight: 1_800 }, 20)
  expect(following.isOn()).toBe(true)
  // A frame later it holds in place what was in view.
  following.moved({ top: 700, height: 300, contentHeight: 1_800 }, 120)
  expect(following.isOn()).toBe(true)
})

test('a person who goes up is not held, not even by what comes in meanwhile, and is taken along again at the end', () => {
  const following = atEnd()
  following.goesUp(10)
  // One frame of a wheel's notch: still close to the end, and a line has come in.
  following.moved({ top: 1_490, height: 500, contentHeight: 2_020 }, 26)
  expect(following.isOn()).toBe(false)
  following.moved({ top: 1_400, height: 500, contentHeight: 2_040 }, 42)
  following.moved({ top: 1_530, height: 500, contentHeight: 2_040 }, 2_000)
  expect(following.isOn()).toBe(true)
})

test('a scrollbar that is held goes up as long as it is held', () => {
  const following = atEnd()
  following.goesUp(10, true)
  following.moved({ top: 1_480, height: 500, contentHeight: 2_010 }, 60_000)
  expect(following.isOn()).toBe(false)
  following.goesUp(60_000)
  following.moved({ top: 1_520, height: 500, contentHeight: 2_020 }, 61_000)
  expect(following.isOn()).toBe(true)
})

test('a place further up in a box that has had its size for a while was asked for, by whatever means', () => {
  const following = atEnd()
  following.moved({ top: 700, height: 500, contentHeight: 2_000 }, 600)
  expect(following.isOn()).toBe(false)
})

test('a key to the end counts at once, before anything has moved', () => {
  const following = atEnd()
  following.goesUp(10)
  following.moved({ top: 100, height: 500, contentHeight: 2_000 }, 20)
  following.turn(true)
  following.moved({ top: 1_200, height: 500, contentHeight: 1_900 }, 30)
  following.moved({ top: 1_100, height: 500, contentHeight: 2_300 }, 40)
  expect(following.isOn()).toBe(true)
})
