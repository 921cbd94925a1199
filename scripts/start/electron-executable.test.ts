import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findElectron, whyNoWindow } from './electron-executable.ts'

it('finds the executable in the overriding folder and says when there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-electron-'))
  try {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: folder }
    expect(findElectron('/nowhere', env, 'linux')).toBeNull()
    writeFileSync(join(folder, 'electron'), '')
    expect(findElectron('/nowhere', env, 'linux')).toBe(join(folder, 'electron'))
    expect(findElectron('/nowhere', {}, 'linux')).toBeNull()
    expect(findElectron('/nowhere', env, 'aix')).toBeNull()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('opens no window on Linux without a display or as root', () => {
  expect(whyNoWindow({}, 'linux', 1000)).toMatch(/no display/)
  expect(whyNoWindow({ DISPLAY: ':0' }, 'linux', 0)).toMatch(/root/)
  expect(whyNoWindow({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', 1000)).toBeNull()
  expect(whyNoWindow({}, 'darwin', 0)).toBeNull()
  expect(whyNoWindow({}, 'win32', undefined)).toBeNull()
})
