import { execFileSync } from 'node:child_process'
import { callRelic } from '../container-load.ts'
import { containersOf } from '../containers.ts'
import { hasContainerEngine } from '../full-container-workstation.ts'
import { ask, expect, openChat, test } from '../workstation.ts'

test.use({ workstationOptions: { hasContainers: true } })
test.skip(!hasContainerEngine(), 'No container engine answers here.')

test('an agent stores a value in its chat and reads it again; another chat at the same time has another one', async ({ app, workstation }) => {
  test.setTimeout(600_000)
  const answers = app.getByRole('article', { name: 'Answer' })
  const first = await openChat(app, workstation, 'note_keeper')
  await ask(app, 'remember that my cat is called Miso')
  await expect(answers.first().getByRole('group', { name: /kv_store.*write.* done/ })).toBeVisible({ timeout: 240_000 })
  const second = await openChat(app, workstation, 'note_keeper')
  await ask(app, 'remember that my cat is called Tofu')
  await expect(answers.first().getByRole('group', { name: /kv_store.*write.* done/ })).toBeVisible({ timeout: 240_000 })
  await ask(app, 'what is my cat called?')
  await expect(answers.nth(1)).toContainText('Tofu')
  await app.evaluate((id) => {
    location.hash = `/chats/${id}`
  }, first)
  await ask(app, 'what is my cat called?')
  await expect(answers.nth(1)).toContainText('Miso')
  await expect(answers.nth(1)).not.toContainText('Tofu')

  // Two containers in two networks; by name each sees its own, and by address neither reaches the other's.
  const relics = containersOf(workstation.dataFolder).filter(({ role, name }) => role === 'relic' && name === 'kv_store')
  expect(new Set(relics.map(({ session }) => session))).toEqual(new Set([first, second]))
  expect((await callRelic(workstation, 'kv_store.read', { key: 'cat' }, first)).output).toMatchObject({ value: 'Miso' })
  expect((await callRelic(workstation, 'kv_store.read', { key: 'cat' }, second)).output).toMatchObject({ value: 'Tofu' })
  const address = (id: string) =>
    execFileSync('docker', ['inspect', id, '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'], { encoding: 'utf8' }).trim()
  const probe = (from: string, host: string) =>
    execFileSync(
      'docker',
      [
        'exec',
        from,
        'node',
        '-e',
        `fetch('http://${host}:8004/health',{signal:AbortSignal.timeout(3000)}).then(r=>console.log(r.status),e=>console.log('no'))`,
      ],
      {
        encoding: 'utf8',
      },
    ).trim()
  const [one, two] = [relics.find(({ session }) => session === first), relics.find(({ session }) => session === second)]
  if (!one || !two) throw new Error('there are not two relics')
  expect(probe(one.id, address(one.id)), 'its own address answers').toBe('200')
  expect(probe(one.id, address(two.id)), "the other chat's does not").toBe('no')
  expect(probe(two.id, address(one.id)), "the other chat's does not").toBe('no')
})
