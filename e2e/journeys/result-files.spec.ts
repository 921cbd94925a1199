import { mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { MessagePart } from '../../core/contract/sessions.ts'
import { storeChats } from '../stored-chats.ts'
import { test as base, expect } from '../workstation.ts'

const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGNgyHPCihiGlgQAQzo+AUvoEnsAAAAASUVORK5CYII='
const call = (name: string, result: unknown): MessagePart => ({
  ...{ type: 'tool', callId: name, toolRunId: null, name, arguments: {}, tier: 'wasm', status: 'done', asks: [], logs: [] },
  ...{ result, error: null, startedAt: '2026-01-05T09:00:00.000Z', durationMs: 41 },
})
const calls = [
  call('draw', { mimeType: 'image/png', data: picture }),
  call('report', { path: 'out/report.csv', rows: 2 }),
  call('build', { file: './workspace/run.sh', log: 'gone.log' }),
  call('forget', { path: 'out/gone.csv' }),
]

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  workstationOptions: async ({}, use) => {
    await use({
      prepare: async (dataFolder) => {
        const messages = [
          { role: 'user' as const, parts: 'Make files' },
          { role: 'assistant' as const, parts: calls },
        ]
        const [id] = await storeChats(dataFolder, [{ title: 'Files', messages }])
        const folder = join(dataFolder, 'workspaces', String(id))
        mkdirSync(join(folder, 'out'), { recursive: true })
        writeFileSync(join(folder, 'out/report.csv'), 'a,b\n1,2\n')
        writeFileSync(join(folder, 'run.sh'), 'echo 42\n')
      },
    })
  },
})

async function openFiles(page: Page) {
  await page.getByRole('navigation', { name: 'Chats' }).getByText('Files').click()
  const answer = page.getByRole('article', { name: 'Answer' })
  await expect(answer.getByRole('list', { name: 'Files of the result' })).toHaveCount(3)
  return answer
}

test('files of results are saved as they are, whether the result holds them or tells where they lie', async ({ app }) => {
  const answer = await openFiles(app)
  const saved = async (name: string) => {
    const [download] = await Promise.all([app.waitForEvent('download'), answer.getByRole('button', { name: `Save ${name}` }).click()])
    expect(download.suggestedFilename()).toBe(name)
    return await readFile(await download.path())
  }
  expect((await saved('draw.png')).toString('base64')).toBe(picture)
  expect((await saved('report.csv')).toString()).toBe('a,b\n1,2\n')
  // Where there is no desktop nothing is offered that could not be done; what is gone is not listed.
  await expect(answer.getByRole('button', { name: /^Open / })).toHaveCount(0)
  await expect(answer.getByText('gone.csv', { exact: true })).toHaveCount(0)
  expect((await new AxeBuilder({ page: app }).analyze()).violations).toEqual([])
})

test('in the desktop app they are opened by the program of the system', async ({ page, workstation }) => {
  await page.addInitScript(() => Object.assign(window, { cortex: {} }))
  await page.goto(workstation.address)
  const answer = await openFiles(page)
  // The core of this journey has no desktop: it says which file it would have opened.
  await answer.getByRole('button', { name: 'Open report.csv' }).press('Enter')
  await expect(page.getByText(/This one is .*report\.csv/)).toBeVisible()
  await answer.getByRole('button', { name: 'Open draw.png' }).press('Enter')
  await expect(page.getByText(/This one is .*draw\.png/)).toBeVisible()
})
