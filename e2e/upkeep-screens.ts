import { expect as expectSoon } from '@playwright/test'
import type { Screen } from './screens.ts'
import { goTo } from './workstation.ts'

const expect = expectSoon.configure({ timeout: 30_000 })

/** Backups, restore, reset, the doctor and what it hands on. */
export const upkeepScreens: Screen[] = [
  {
    name: 'settings-backups',
    async open(page) {
      await goTo(page, '/settings/backups')
      await expect(page.getByRole('button', { name: 'Back up now' })).toBeEnabled()
      await expect(page.getByRole('button', { name: 'Copy: Folder' })).toBeVisible()
      await page.getByRole('button', { name: 'Show it' }).click()
      await expect(page.getByRole('button', { name: 'Copy: Data' })).toBeVisible()
    },
  },
  {
    name: 'over-restore',
    async open(page) {
      await goTo(page, '/settings/backups')
      await page.getByRole('button', { name: 'Restore from a file' }).click()
      await page.getByLabel('Path of the backup').fill('/nowhere/backup.zip')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog').getByRole('alert')).toContainText('There is no such file')
    },
  },
  {
    name: 'over-reset',
    async open(page) {
      await goTo(page, '/settings/backups')
      await page.getByRole('button', { name: 'Choose what goes' }).click()
      await page.getByRole('checkbox', { name: 'Everything' }).check()
      await expect(page.getByRole('checkbox', { name: 'Chats' })).toBeChecked()
    },
  },
  {
    name: 'settings-doctor',
    async open(page) {
      await goTo(page, '/settings/doctor')
      await expect(page.getByText(/^Checked in/)).toBeVisible()
    },
  },
  {
    name: 'over-diagnostics',
    async open(page) {
      await goTo(page, '/settings/doctor')
      await expect(page.getByText(/^Checked in/)).toBeVisible()
      await page.getByRole('button', { name: 'Show what would be in it' }).click()
      await expect(page.getByRole('dialog')).toContainText('about.json')
    },
  },
]
