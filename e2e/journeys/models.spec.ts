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

  const downloads = app.getByRole('region', { name: 'Downloads' })
  const pull = async (name: string) => {
    await ollama.getByRole('textbox').fill(name)
    await ollama.getByRole('button', { name: 'Pull' }).click()
  }

  await test.step('what does not exist cannot be pulled', async () => {
    await pull('nothing:1b')
    await expect(downloads.getByRole('listitem')).toContainText('no model of that name')
    await downloads.getByRole('button', { name: 'Cancel nothing:1b' }).click()
    await expect(downloads.getByRole('listitem')).toHaveCount(0)
  })

  await test.step('what exists is pulled, also while one is elsewhere', async () => {
    await pull('small:3m')
    await expect(downloads.getByRole('listitem')).toContainText('small:3m')
    await goTo(app, '/settings')
    await expect(app.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    await goTo(app, '/models')
    await expect(downloads.getByRole('listitem')).toContainText('small:3m')
    await expect(ollama.getByRole('row', { name: /^small:3m/ })).toBeVisible()
  })

  await test.step('a pull that is stopped brings nothing', async () => {
    await pull('other:3m')
    await downloads.getByRole('button', { name: 'Cancel other:3m' }).click()
    await expect(downloads.getByRole('button', { name: 'Cancel other:3m' })).toHaveCount(0)
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
    // It may be making the title of the chat still; that is given up for this.
    await app.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(app.getByRole('dialog')).toBeHidden()
    await expect(ollama.getByRole('row', { name: /^small:3m/ })).toBeHidden()
    await expect(ollama.getByRole('row', { name: /^slow:3m/ })).toBeVisible()
  })
})
