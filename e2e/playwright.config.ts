import { defineConfig } from '@playwright/test'
import { launchOptions } from './browser.ts'

/**
 * Journeys in real Chromium against the real core with the built-in model. Each starts a workstation of its own, so that two files of them go on
 * at a time: most wait as often as they work.
 */
export default defineConfig({
  testDir: '.',
  testMatch: ['journeys/**/*.spec.ts', 'electron/**/*.spec.ts'],
  outputDir: 'results',
  workers: 2,
  timeout: 300_000,
  // Generous: a first answer takes long where other work fills the machine.
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env.CI),
  // One slow moment of a shared machine does not hold up a change. What passes only at its second try is named in the result, and is a race to find.
  retries: process.env.CI ? 1 : 0,
  reporter: [['list'], ...(process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? ([['json']] as [['json']]) : [])],
  use: {
    viewport: { width: 1280, height: 800 },
    // What cannot be clicked is named, instead of the whole journey running out of time.
    actionTimeout: 120_000,
    // A trace of every journey costs as much as the journey; `--trace on` records it where one is looked into.
    screenshot: 'only-on-failure',
    // Nothing is drawn again and again for the sake of a spinner.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions,
  },
})
