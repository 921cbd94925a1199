import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Chats, startChats } from './testing/chats.ts'
import { createWorkspaceFiles } from './workspace-files.ts'

let chats: Chats
let opened: string[]
beforeEach(async () => {
  chats = await startChats()
  opened = []
})
afterEach(() => chats.close())
const filesOf = ({ storage, workspaces }: Chats) => createWorkspaceFiles({ storage, workspaces, openPath: async (path) => void opened.push(path) })

async function chatWithFiles() {
  const { id } = await chats.chat()
  const folder = chats.workspaceOf(id)
  mkdirSync(join(folder, 'out'), { recursive: true })
  writeFileSync(join(folder, 'out/report.csv'), 'a,b\n')
  writeFileSync(join(folder, 'out/run.sh'), '#!/bin/sh\n')
  chmodSync(join(folder, 'out/run.sh'), 0o755)
  return { id, folder, files: filesOf(chats) }
}

test('of what a result names, the files that are there are found, read, and opened by what shows them', async () => {
  const { id, folder, files } = await chatWithFiles()
  const found = await files.findFiles({ id, paths: ['out/report.csv', './out/report.csv', 'out', 'gone.csv', ''] })
  expect(found.files).toEqual([
    { path: 'out/report.csv', name: 'report.csv', sizeBytes: 4 },
    { path: './out/report.csv', name: 'report.csv', sizeBytes: 4 },
  ])
  expect(await files.readFile({ id, path: 'out/report.csv' })).toEqual({
    ...{ name: 'report.csv', mediaType: 'text/csv', sizeBytes: 4, contentBase64: Buffer.from('a,b\n').toString('base64') },
  })
  expect(await files.openFile({ id, path: 'out/report.csv' })).toEqual({ opened: 'file' })
  expect(opened).toEqual([join(folder, 'out/report.csv')])
})

test('what would run when it is opened is not opened: its folder is, also when a link gives it another name', async () => {
  const { id, folder, files } = await chatWithFiles()
  symlinkSync('out/run.sh', join(folder, 'harmless.txt'))
  for (const path of ['out/run.sh', 'harmless.txt']) expect(await files.openFile({ id, path }), path).toEqual({ opened: 'folder' })
  expect(opened).toEqual([join(folder, 'out'), join(folder, 'out')])
})

test('nothing outside of the working folder is found, read or opened', async () => {
  const { id, folder, files } = await chatWithFiles()
  const other = await chats.chat()
  mkdirSync(chats.workspaceOf(other.id), { recursive: true })
  writeFileSync(join(chats.workspaceOf(other.id), 'secret.txt'), 'mine')
  symlinkSync(chats.workspaceOf(other.id), join(folder, 'link'))
  for (const path of [`../${other.id}/secret.txt`, 'link/secret.txt', '/etc/hostname', '..', 'out/../../..', 'a\0b']) {
    expect((await files.findFiles({ id, paths: [path] })).files, path).toEqual([])
    await expect(files.readFile({ id, path }), path).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(files.openFile({ id, path }), path).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  expect(opened).toEqual([])
})

test('a file that only the result holds is put into the working folder and opened there', async () => {
  const { id, folder, files } = await chatWithFiles()
  const contentBase64 = Buffer.from('hello').toString('base64')
  expect(await files.openFile({ id, name: '../../note.txt', contentBase64 })).toEqual({ opened: 'file' })
  expect(opened).toEqual([join(folder, 'note.txt')])
  expect(readFileSync(join(folder, 'note.txt'), 'utf8')).toBe('hello')
  const { artifactId } = await chats.attach(id, 'whole.json', '[1,2]')
  await files.openFile({ id, artifactId })
  expect(readFileSync(join(folder, 'whole.json'), 'utf8')).toBe('[1,2]')
  const other = await chats.chat()
  await expect(files.openFile({ id: other.id, artifactId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('where there is no desktop it says where the file is', async () => {
  const { id, folder } = await chatWithFiles()
  const files = createWorkspaceFiles({ storage: chats.storage, workspaces: chats.workspaces })
  await expect(files.openFile({ id, path: 'out/report.csv' })).rejects.toThrow(join(folder, 'out/report.csv'))
})
