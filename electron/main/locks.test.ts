import { expect, it } from 'vitest'
import { isOpenableOutside, isPermitted, sameOrigin } from './locks.ts'

it('opens the web outside and nothing else', () => {
  expect(isOpenableOutside('https://example.com/a?b=c')).toBe(true)
  expect(isOpenableOutside('http://127.0.0.1:8080/')).toBe(true)
  for (const address of [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'ms-msdt:/id',
    'https://me:secret@example.com/',
    'app://cortex/',
    'cortex://add?folder=/',
    'not an address',
    `https://example.com/${'a'.repeat(5_000)}`,
  ])
    expect(isOpenableOutside(address), address).toBe(false)
})

it('tells origins apart, also those of a scheme of our own', () => {
  expect(sameOrigin('app://cortex/index.html#/chats', 'app://cortex')).toBe(true)
  expect(sameOrigin('app://other/', 'app://cortex')).toBe(false)
  expect(sameOrigin('http://127.0.0.1:5173/', 'http://127.0.0.1:5173')).toBe(true)
  expect(sameOrigin('http://127.0.0.1:5174/', 'http://127.0.0.1:5173')).toBe(false)
  expect(sameOrigin('data:text/html,x', 'data:text/html,x')).toBe(false)
  expect(sameOrigin('about:blank', 'app://cortex')).toBe(false)
})

it('grants the page what it needs, and no camera, place or file system', () => {
  expect(isPermitted('clipboard-sanitized-write', 'app://cortex/', 'app://cortex')).toBe(true)
  expect(isPermitted('clipboard-sanitized-write', 'https://example.com', 'app://cortex')).toBe(false)
  for (const permission of ['media', 'geolocation', 'clipboard-read', 'fileSystem', 'openExternal', 'usb', 'serial', 'hid', 'unknown'])
    expect(isPermitted(permission, 'app://cortex/', 'app://cortex'), permission).toBe(false)
})
