import { expect, it, vi } from 'vitest'
import { english } from './offered-actions.ts'
import { trayTemplate, trayTip } from './tray-template.ts'

const doers = { toggle: vi.fn(), newChat: vi.fn(), quickPrompt: vi.fn(), quit: vi.fn() }
const labelsOf = (isVisible: boolean, running: number) =>
  trayTemplate({ isVisible, running, labels: english }, doers).flatMap(({ label }) => (label === undefined ? [] : [label]))

it('offers to show what is hidden and to hide what is shown', () => {
  expect(labelsOf(true, 0)).toEqual(['Hide Cortex', 'New chat', 'Quick prompt', 'Quit'])
  expect(labelsOf(false, 0)[0]).toBe('Show Cortex')
})

it('tells how much runs, in the menu and beside the pointer, and only when something does', () => {
  expect(labelsOf(false, 2)).toContain('2 running')
  expect(trayTemplate({ isVisible: true, running: 2, labels: english }, doers).find(({ label }) => label === '2 running')?.enabled).toBe(false)
  expect(trayTip({ running: 2, labels: english })).toBe('Cortex, 2 running')
  expect(trayTip({ running: 0, labels: english })).toBe('Cortex')
})
