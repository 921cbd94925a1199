import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { buildChanged } from '../../build/build.ts'
import { readConfig, validateConfig } from './builder.ts'
import { checkPacking, judgeConfig } from './check-packing.ts'
import { packedFiles } from './packed-files.ts'

const root = dirname(dirname(dirname(import.meta.dirname)))

it('packs what an installed app needs on each platform, and nothing else', async () => {
  await buildChanged(root, ['app', 'renderer'])
  const page = join(root, 'out/renderer/assets')
  const isForDevelopers = readdirSync(page).some((file) => readFileSync(join(page, file), 'utf8').includes('Download the React DevTools'))
  expect(isForDevelopers, 'the page is built as people get it, also where a test builds it').toBe(false)
  const reports: string[] = []
  expect(await checkPacking(root, (text) => reports.push(text))).toEqual([])
  expect(reports.join('\n')).toContain('node_modules/better-sqlite3')
})

it('takes a configuration by the schema of electron-builder, and says what is wrong in another', async () => {
  const config = readConfig(root)
  expect(await validateConfig(root, config)).toEqual([])
  expect((await validateConfig(root, { ...config, linux: { target: ['AppImage'], executable: 'x' } })).join()).toContain('configuration.linux')
  expect(judgeConfig({ ...config, electronFuses: { ...config.electronFuses, onlyLoadAppFromAsar: false } })).toHaveLength(1)
})

it('reads globs as electron-builder does: what an exclusion names is gone, for its platform only', () => {
  const config = readConfig(root)
  const all = packedFiles(
    root,
    { ...config, files: ['package.json', '!node_modules/zod/**', `!node_modules/better-sqlite3/prebuilds/!($\{platform}-$\{arch}).node`] },
    { platform: 'win32', arch: 'x64' },
  )
  const paths = all.map(({ path }) => path)
  expect(paths.some((path) => path.startsWith('node_modules/zod/'))).toBe(false)
  expect(paths.filter((path) => path.includes('/prebuilds/'))).toEqual(['node_modules/better-sqlite3/prebuilds/win32-x64.node'])
  expect(paths).toContain('package.json')
  expect(paths).not.toContain(join('node_modules/vitest/package.json'))
})
