import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import type { Check } from '../../contract/doctor.ts'
import type { ManifestSummary, Problem } from '../../contract/registry.ts'
import { type Settings, settings as schema } from '../../contract/settings.ts'
import { createSqliteStorage } from '../../engines/storage/sqlite-storage.ts'
import { aMessage, aRun, aSession } from '../../engines/storage/storage.fixtures.ts'
import { createFileLogger } from '../../engines/telemetry/pino-logger.ts'
import { systemClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { gatherDiagnostics } from './diagnostics.ts'
import { createScrub } from './scrub.ts'

// Planted wherever something private could be; none of them may be found in the bundle.
const secrets = {
  key: 'sk-proj-Zq81hTn4Lw0mVx7RbYc2',
  envValue: 'plainlookingvalue77',
  github: 'ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4',
  password: 'hunter2correcthorse',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  chat: 'grandmother',
  chatPhrase: 'divorce lawyer in Winterthur',
  file: 'quarterly-layoffs.xlsx',
  role: 'mistress',
  mail: 'jane.roe@example.org',
  host: 'box-of-jane.internal',
}
const said = `My ${secrets.chat} asked for a ${secrets.chatPhrase}`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-diagnostics-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function plantedBundle() {
  const storage = await createSqliteStorage({
    ...{ file: join(folder, 'cortex.db'), clock: systemClock, logger: silentLogger, artifactsFolder: join(folder, 'artifacts') },
  })
  const session = aSession({ title: said })
  await storage.sessions.insert(session)
  await storage.messages.insert(aMessage(session.id, `${said} ${secrets.key}`))
  await storage.runs.insert(
    aRun({
      ...{ sessionId: session.id, status: 'failed', input: { text: said, apiKey: secrets.key }, output: { file: secrets.file } },
      ...{ error: { code: 'TOOL_FAILED', message: `${said} with ${secrets.password}` }, durationMs: 12 },
    }),
  )
  const { logger, close } = createFileLogger(folder)
  const error = Object.assign(new Error(`${said}\nAuthorization: Bearer ${secrets.token}`), { code: 'ECONNREFUSED' })
  logger.error('a request failed by a bug', { error, procedure: 'sessions.submit', traceId: 'a'.repeat(32), text: said, apiKey: secrets.key })
  logger.warn('A model failed before its first token', {
    error: String(error),
    file: `${homedir()}/${secrets.file}`,
    name: secrets.file,
    attempts: 3,
  })
  logger.warn(`the key ${secrets.key} was refused at ${homedir()}/x`, { [secrets.chat]: 1, line: said, detail: secrets.mail, code: said })
  logger.warn(`GET https://u:${secrets.password}@example.org/?q=${secrets.chat}`, { nested: { deep: secrets.github } })
  logger.warn('a relic did not start with its chat', { status: secrets.key, state: secrets.envValue, part: 'window' })
  close()
  const settings: Settings = schema.parse({
    containers: {
      proxy: { https: `http://u:${secrets.password}@proxy.example.org:3128` },
      registries: { npm: `https://registry.example.org/?token=${secrets.github}`, go: secrets.envValue },
      certificates: [`${homedir()}/${secrets.file}`],
      baseImages: { python: secrets.key },
      cacheLimit: '10Gi',
    },
    models: { roles: { chat: 'ollama/qwen3:8b', [secrets.role]: `ollama/${secrets.chat}` }, ollamaAddress: `http://${secrets.password}@box:11434` },
    backups: { every: 'day', folder: `${homedir()}/${secrets.chat}` },
    chats: { agent: secrets.chat },
  })
  const check: Check = {
    ...{
      id: 'manifest-problems',
      title: said,
      state: 'warning',
      detail: `${homedir()}/manifests/tool.yml:3 ${said} ${secrets.key}`,
    },
    ...{ cause: said, consequence: said, advice: said, fix: null },
  }
  const away = `Nothing answered at http://${secrets.host}:11434 within a second.`
  const path = `Engine at ${homedir()}/docker.sock of ${userInfo().username}, ${secrets.key}`
  const bundle = await gatherDiagnostics({
    ...{ version: '1.0.0', host: 'server', logsFolder: folder, clock: systemClock },
    env: { OPENAI_API_KEY: secrets.envValue, MY_PASSWORD: secrets.password, PATH: '/usr/bin' },
    doctor: async () => ({
      checks: [
        check,
        { ...check, id: 'own-models', detail: secrets.file },
        { ...check, id: 'containers', detail: path },
        { ...check, id: 'ollama', detail: away },
      ],
      durationMs: 5,
    }),
    overview: async () => ({ database: { state: 'ok', sizeBytes: 1 }, memory: { ownBytes: 1 }, activeRuns: 0 }),
    settings: () => settings,
    manifests: async () => ({
      manifests: [{ kind: 'Tool', name: 'calculator', root: 'bundled', tier: { tier: 'wasm' }, description: said } as unknown as ManifestSummary],
      problems: [
        { code: 'unknown-key', severity: 'error', file: secrets.file, line: 3, column: 1, message: `${said} ${secrets.key}` } as unknown as Problem,
      ],
    }),
    runs: (limit) => storage.runs.list({ limit }),
  })
  await storage.close()
  return bundle
}

async function unzipped(base64: string): Promise<{ name: string; text: string }[]> {
  const zip = await fromBufferPromise(Buffer.from(base64, 'base64'), { lazyEntries: true, autoClose: false })
  const files: { name: string; text: string }[] = []
  for await (const entry of zip.eachEntry())
    files.push({ name: entry.fileName, text: (await buffer(await zip.openReadStreamPromise(entry))).toString() })
  return files
}

it('holds nothing that is private, wherever it was', async () => {
  const { files, zip } = await plantedBundle()
  // What is shown before is exactly what is in the file.
  expect(await unzipped(zip)).toEqual(files)
  const all = files.map(({ name, text }) => `${name}\n${text}`).join('\n')
  for (const secret of [...Object.values(secrets), 'divorce', 'Winterthur', 'mistress', 'layoffs', homedir()]) expect(all).not.toContain(secret)
})

it('holds what helps to find a fault', async () => {
  const { files } = await plantedBundle()
  const text = (name: string) => files.find((one) => one.name === name)?.text ?? ''
  const json = (name: string) => JSON.parse(text(name))
  expect(json('about.json')).toMatchObject({ version: '1.0.0', platform: process.platform, node: process.versions.node })
  expect(json('runs.json')).toMatchObject([{ kind: 'agent', status: 'failed', errorCode: 'TOOL_FAILED', durationMs: 12 }])
  expect(json('manifests.json')).toMatchObject({ manifests: [{ name: 'calculator', tier: 'wasm' }], problems: [{ code: 'unknown-key', line: 3 }] })
  expect(json('settings.json')).toMatchObject({
    containers: { cacheLimit: '10Gi' },
    models: { roles: { chat: 'ollama/qwen3:8b' } },
    backups: { every: 'day' },
  })
  const [first, second] = text('log.txt')
    .split('\n')
    .map((line) => JSON.parse(line || '{}'))
  expect(first).toMatchObject({
    level: 'error',
    msg: 'a request failed by a bug',
    procedure: 'sessions.submit',
    error: { type: 'Error', code: 'ECONNREFUSED' },
  })
  expect(first.error.frames[0]).toContain('core/doctor/diagnostics/diagnostics.test.ts')
  expect(second).toMatchObject({ level: 'warn', msg: 'A model failed before its first token', error: 'Error', attempts: 3 })
})

it.each([
  ['OPENAI at https://u:p4ssw0rd@host/x?key=abc', ['p4ssw0rd', 'abc']],
  ['Authorization: Bearer abcdefgh12345', ['abcdefgh12345']],
  ['Docker 28 at tcp://box.example:2376 and ssh://box.example', ['box.example']],
  ['/home/jane/x and /Users/jane/y and C:\\Users\\jane\\z', ['jane']],
  ['-----BEGIN KEY-----\nAAAA\n-----END KEY-----', ['AAAA']],
])('takes secrets out of %s', (text, hidden) => {
  const clean = createScrub({}, { home: '/home/jane', user: 'jane', host: 'janes-laptop' })(text)
  for (const each of hidden) expect(clean).not.toContain(each)
})

it('leaves addresses of this computer itself, which are the same for everybody', () => {
  const text = 'Ollama at http://127.0.0.1:11434, Docker at unix:///var/run/docker.sock'
  expect(createScrub({}, { home: '/home/jane', user: 'jane', host: 'janes-laptop' })(text)).toBe(text)
})
