import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { testBaseImages } from '../containers.ts'
import { dropOnWindow } from '../drop.ts'
import { hasContainerEngine } from '../full-container-workstation.ts'
import { expect, goTo, test, type Workstation } from '../workstation.ts'

test.use({ workstationOptions: { hasContainers: true } })
test.skip(!hasContainerEngine(), 'No container engine answers here.')

const tools = [
  { name: 'slugify', language: 'Python', package: 'python-slugify', field: /^title/, value: 'Crème Brûlée', result: 'creme-brulee' },
  { name: 'spell_duration', language: 'Node', package: 'ms@2.1.3', field: /^milliseconds/, value: '7200000', result: '2 hours' },
  { name: 'count_keys', language: 'Bash', package: 'jq', field: /^json/, value: '{"a":1,"b":2}', result: '2' },
  { name: 'name_id', language: 'Go', package: 'google/uuid', field: /^name/, value: 'example.com', result: 'cfbff0d1-9375-5685-968c-48ce8b15ae17' },
]
const building = 240_000

/** A copy with a line of its own in each script, so that it is built here and now. */
function freshCopy(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'cortex-drop-')), 'four-languages')
  cpSync(join(import.meta.dirname, '../fixtures/four-languages'), folder, { recursive: true })
  for (const tool of readdirSync(folder)) {
    const script = readdirSync(join(folder, tool)).find((file) => file.startsWith('main.'))
    const file = join(folder, tool, script as string)
    writeFileSync(file, `${readFileSync(file, 'utf8')}${/\.(go|mjs)$/.test(file) ? '//' : '#'} ${folder}\n`)
  }
  return folder
}

async function run(app: Page, field: RegExp, value: string): Promise<void> {
  await app.getByLabel(field).fill(value)
  await app.getByRole('button', { name: /^Run/ }).click()
}
const result = (app: Page) => app.getByRole('status').filter({ hasText: 'Result' })
const tierOf = async (workstation: Workstation, name: string) => {
  const { runs } = (await (await workstation.fetch(`/runs?kind=tool&name=${name}&limit=1`)).json()) as { runs: { tier: string }[] }
  return runs[0]?.tier
}

test('four languages with packages of their own: dropped, built in sight, run in containers', async ({ app, workstation }) => {
  test.setTimeout(1_200_000)
  await expect(app.getByRole('textbox', { name: 'Message' })).toBeVisible()
  await dropOnWindow(app, freshCopy())
  const sheet = app.getByRole('dialog')
  for (const tool of tools) await expect(sheet).toContainText(tool.name)
  await expect(sheet).toContainText(/python-slugify/)
  await sheet.getByRole('button', { name: /^Install/ }).click()
  await expect(sheet).toContainText(/(is|are) installed/)
  await app.keyboard.press('Control+Enter')
  await expect(sheet).toBeHidden()

  for (const [index, tool] of tools.entries()) {
    await test.step(tool.language, async () => {
      await goTo(app, `/tools/${tool.name}`)
      const image = app.getByRole('region', { name: 'Image' })
      await expect(image).toContainText('not built')
      if (index % 2 === 0) {
        // Built by hand, with its log in sight.
        await image.getByRole('button', { name: 'Build', exact: true }).click()
        await expect(image.getByRole('button', { name: /^Rebuild/ })).toBeVisible({ timeout: building })
        await image.getByRole('button', { name: 'Build log' }).click()
        await expect(image.getByRole('group', { name: 'Build log' })).toContainText('Building cortex/tool-')
        await run(app, tool.field, tool.value)
      } else {
        // Built by its first run, which says so.
        await run(app, tool.field, tool.value)
        await expect(app.getByText(`Builds the image of ${tool.name} first`).or(result(app)).first()).toBeVisible()
      }
      await expect(result(app)).toContainText(tool.result, { timeout: building })
      expect(await tierOf(workstation, tool.name)).toBe('container')
    })
  }
})

test('a build that fails names the line and the cause, and one that is stopped leaves the tool as it was', async ({ app, workstation }) => {
  test.setTimeout(600_000)
  const folder = freshCopy()
  const manifest = join(folder, 'slugify/tool.yml')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('python-slugify==8.0.4', 'python-slugify==0.0.999'))
  await expect(app.getByRole('textbox', { name: 'Message' })).toBeVisible()
  await dropOnWindow(app, folder)
  const sheet = app.getByRole('dialog')
  await sheet.getByRole('button', { name: /^Install/ }).click()
  await expect(sheet).toContainText(/(is|are) installed/)
  await app.keyboard.press('Control+Enter')

  await goTo(app, '/tools/slugify')
  const image = app.getByRole('region', { name: 'Image' })
  await image.getByRole('button', { name: 'Build', exact: true }).click()
  await expect(image).toContainText(/build failed/i, { timeout: building })
  await expect(image).toContainText(/python-slugify==0\.0\.999/)
  await expect(image).toContainText(/No matching distribution|could not find a version/i)
  const { state } = (await (await workstation.fetch('/containers/build/tool/slugify')).json()) as { state: string }
  expect(state).toBe('failed')

  // One that would take minutes, however fast this machine is and whatever it has built before.
  const installed = join(workstation.dataFolder, 'manifests/four-languages/count_keys')
  writeFileSync(join(installed, 'Dockerfile'), `FROM ${testBaseImages.bash}\nRUN sleep 300\n`)
  writeFileSync(join(installed, 'tool.yml'), readFileSync(join(installed, 'tool.yml'), 'utf8').replace('packages: [jq]', 'dockerfile: ./Dockerfile'))
  await goTo(app, '/tools/count_keys')
  await expect(image).toContainText('written by hand')
  await image.getByRole('button', { name: 'Build', exact: true }).click()
  await expect(image).toContainText(/building/i)
  await expect(image.getByRole('group', { name: 'Build log' })).toContainText('sleep 300')
  await image.getByRole('button', { name: /^Stop/ }).click()
  await expect(image.getByRole('button', { name: 'Build', exact: true })).toBeEnabled()
  await expect(image).toContainText(/stopped|not built/)
  const { exists } = (await (await workstation.fetch('/containers/build/tool/count_keys/exists')).json()) as { exists: boolean }
  expect(exists).toBe(false)
})
