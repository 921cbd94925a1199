import { expect, it } from 'vitest'
import { addressOf } from './serve.ts'

it('makes one address of what the server prints first', () => {
  expect(addressOf('{"url":"http://127.0.0.1:4711","token":"a+b"}')).toBe('http://127.0.0.1:4711/?token=a%2Bb')
})

it('takes any other line for what it is', () => {
  expect(addressOf('listening …')).toBeNull()
  expect(addressOf('{"url":1}')).toBeNull()
  expect(addressOf('null')).toBeNull()
})
