import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const maxReadCharacters = 200_000
const root = path.resolve('workspace')
const request = JSON.parse(readFileSync(0, 'utf8'))

function fail(message) {
  console.error(message)
  process.exit(1)
}

/** The sandbox confines in any case; this makes the refusal readable, and holds where a tool runs as a plain process. */
function inside(given) {
  const full = path.resolve(root, String(given).replace(/^\/+/, ''))
  if (full !== root && !full.startsWith(`${root}/`)) fail(`${given} is outside of the working folder`)
  return full
}

const shown = (full) => path.relative(root, full) || '.'
const entry = (full) => {
  const found = statSync(full)
  return {
    path: shown(full),
    type: found.isDirectory() ? 'folder' : 'file',
    bytes: found.isDirectory() ? null : found.size,
    modified: found.mtime.toISOString(),
  }
}
const makeParent = (full) => mkdirSync(path.dirname(full), { recursive: true })
const existing = (full) => (existsSync(full) ? full : fail(`there is no such file: ${shown(full)}`))
const notRoot = (full) => (full === root ? fail('the working folder itself stays') : full)

const actions = {
  read(full) {
    if (statSync(existing(full)).isDirectory()) fail(`${shown(full)} is a folder; use list`)
    const text = readFileSync(full, 'utf8')
    return { path: shown(full), content: text.slice(0, maxReadCharacters), truncated: text.length > maxReadCharacters }
  },
  write(full) {
    makeParent(notRoot(full))
    writeFileSync(full, request.content ?? '')
    return { path: shown(full), bytes: statSync(full).size }
  },
  append(full) {
    makeParent(notRoot(full))
    appendFileSync(full, request.content ?? '')
    return { path: shown(full), bytes: statSync(full).size }
  },
  list(full) {
    if (!statSync(existing(full)).isDirectory()) return { path: shown(full), entries: [entry(full)] }
    return {
      path: shown(full),
      entries: readdirSync(full)
        .slice(0, 1_000)
        .map((name) => entry(path.join(full, name))),
    }
  },
  delete(full) {
    rmSync(existing(notRoot(full)), { recursive: true })
    return { path: shown(full), deleted: true }
  },
  move(full) {
    if (!request.to) fail('move needs "to"')
    const target = notRoot(inside(request.to))
    if (existsSync(target)) fail(`${shown(target)} is there already`)
    makeParent(target)
    renameSync(existing(notRoot(full)), target)
    return { path: shown(full), to: shown(target), moved: true }
  },
  info: (full) => entry(existing(full)),
}

try {
  console.log(JSON.stringify(actions[request.action](inside(request.path))))
} catch (error) {
  fail(error.message)
}
