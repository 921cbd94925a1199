import { test } from '../slow-writer.ts'
import { test as alone, ask, expect, goTo, openChat } from '../workstation.ts'

alone('without anything else, the built-in demo model is named as what it is', async ({ app }) => {
  await goTo(app, '/models')
  const row = app.getByRole('row', { name: /^spark/ })
  await expect(row).toContainText('built-in demo')
  await expect(row).toContainText('default')
  await expect(app.getByText(/The built-in demo model. Small and quick/)).toBeVisible()
  await expect(app.getByRole('region', { name: 'Ollama' })).toContainText(/not running|not reachable|does not answer|unreachable|no answer/i)
  await app.getByRole('button', { name: 'Add GGUF' }).click()
  const dialog = app.getByRole('dialog')
  await dialog.getByRole('textbox').fill('/nowhere/model.gguf')
  await dialog.getByRole('button', { name: 'Look' }).click()
  await expect(dialog.getByRole('alert')).toContainText('There is no file /nowhere/model.gguf')
  await app.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('models of Ollama are listed, pulled, used and removed', async ({ app, workstation }) => {
  await goTo(app, '/models')
  const ollama = app.getByRole('region', { name: 'Ollama' })
  await expect(ollama.getByRole('row', { name: /^slow:3m/ })).toBeVisible()

  await test.step('what does not exist cannot be pulled', async () => {
    await ollama.getByRole('textbox').fill('nothing:1b')
    await ollama.getByRole('button', { name: 'Pull' }).click()
    await expect(ollama.getByRole('alert')).toContainText('does not exist')
  })

  await test.step('what exists is pulled, with progress', async () => {
    await ollama.getByRole('textbox').fill('small:3m')
    await ollama.getByRole('button', { name: 'Pull' }).click()
    const progress = ollama.getByRole('status')
    await expect(progress).toContainText('Pulling small:3m')
    await expect(progress).toContainText(/[\d.]+ MB of 7(\.0)? MB/)
    await expect(ollama.getByRole('row', { name: /^small:3m/ })).toBeVisible()
  })

  await test.step('a pull that is stopped brings nothing', async () => {
    await ollama.getByRole('textbox').fill('other:3m')
    await ollama.getByRole('button', { name: 'Pull' }).click()
    await expect(ollama.getByRole('status')).toContainText('Pulling other:3m')
    await ollama.getByRole('button', { name: 'Stop' }).click()
    await expect(ollama.getByRole('status')).toBeHidden()
    await expect(ollama.getByRole('row', { name: /^other:3m/ })).toBeHidden()
  })

  await test.step('it answers', async () => {
    await openChat(app, workstation, 'assistant')
    await app.getByRole('button', { name: /^Model: / }).click()
    await app.getByRole('menuitemcheckbox', { name: /^small:3m/ }).click()
    await ask(app, 'what is 41 + 1?')
    const answer = app.getByRole('article', { name: 'Answer' })
    await expect(answer).toContainText('42')
    await expect(answer.getByText(/^small:3m/)).toBeVisible()
  })

  await test.step('it is removed only after a question', async () => {
    await goTo(app, '/models')
    await ollama.getByRole('button', { name: 'Remove small:3m' }).click()
    await app.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await expect(ollama.getByRole('row', { name: /^small:3m/ })).toBeVisible()
    await ollama.getByRole('button', { name: 'Remove small:3m' }).click()
    // While it still makes the title of the chat, it is in use, and says so.
    await expect(async () => {
      await app.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
      await expect(app.getByRole('dialog')).toBeHidden({ timeout: 5_000 })
    }).toPass({ timeout: 60_000 })
    await expect(ollama.getByRole('row', { name: /^small:3m/ })).toBeHidden()
    await expect(ollama.getByRole('row', { name: /^slow:3m/ })).toBeVisible()
  })
})
