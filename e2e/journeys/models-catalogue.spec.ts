import { expect, goTo, test } from '../workstation.ts'

test('a model is found in the catalogue, and one button begins to bring it', async ({ app }) => {
  await goTo(app, '/models')
  const catalogue = app.getByRole('region', { name: 'Catalogue' })
  const row = catalogue.getByRole('row', { name: /^Qwen3 0\.6B/ })

  await test.step('with its size, and whether this computer has room for it', async () => {
    await catalogue.getByRole('radio', { name: 'All' }).click()
    await expect(row).toContainText('639 MB')
    await expect(row).toContainText('Apache-2.0')
    await expect(row).toContainText(/fits|tight|too large/)
    // A computer with much memory has room for all of them.
    const all = await catalogue.getByRole('row').count()
    const tooLarge = await catalogue.getByText('too large').count()
    await catalogue.getByRole('radio', { name: 'Has room here' }).click()
    await expect(catalogue.getByRole('row')).toHaveCount(all - tooLarge)
  })

  await test.step('by words of what it is good at', async () => {
    await catalogue.getByRole('radio', { name: 'All' }).click()
    await catalogue.getByRole('searchbox', { name: 'Find a model' }).fill('titles qwen3 0.6')
    await expect(catalogue.getByRole('row')).toHaveCount(2)
    await catalogue.getByRole('searchbox').fill('no such model')
    await expect(catalogue.getByText('No model is like that.')).toBeVisible()
    await catalogue.getByRole('searchbox').fill('0.6B')
  })

  await test.step('it is among the downloads, and can be called off', async () => {
    await row.getByRole('button', { name: 'Download Qwen3 0.6B' }).click()
    const download = app.getByRole('region', { name: 'Downloads' }).getByRole('listitem')
    await expect(download).toContainText('Qwen3-0.6B-Q8_0')
    await download.getByRole('button', { name: 'Cancel Qwen3-0.6B-Q8_0' }).click()
    await expect(download).toBeHidden()
    await expect(row.getByRole('button', { name: 'Download Qwen3 0.6B' })).toBeVisible()
  })
})
