// Who may import whom. This one table is what `npm run check` enforces and what core/README.md shows.
// A row is a folder (or file); it may import itself and what it lists. A trailing /* makes a row for each folder inside: rooms
// that do not know each other. The row with the longest name that fits a file counts. Tests may reach further.

const floor = {
  kernel: ['core/kernel'],
  contract: ['core/kernel', 'core/contract'],
  engines: ['core/kernel', 'core/contract', 'core/engines'],
  rooms: ['core/kernel', 'core/contract', 'core/engines', 'core/registry', 'core/sessions', 'core/safety', 'core/settings'],
}

const may = {
  'core/kernel': [],
  'core/folders.ts': [],
  'core/contract': floor.kernel,
  'core/engines/*': floor.contract,
  'core/registry': floor.engines,
  'core/sessions': floor.engines,
  'core/safety': floor.engines,
  'core/settings': floor.engines,
  'core/backups': [...floor.engines, 'core/folders.ts'],
  'core/doctor': [...floor.engines, 'core/folders.ts'],
  'core/runs': floor.rooms,
  'core/kinds/*': [...floor.rooms, 'core/runs'],
  'core/api': [...floor.rooms, 'core/runs', 'core/kinds', 'core/folders.ts'],
  'core/main.ts': ['core'],
  'core/containers.ts': ['core'],
  'core/upkeep.ts': floor.engines,
  'core/api/cli': ['core'],
  electron: ['core'],
  'electron/preload': [],
  renderer: ['core/contract'],
  scripts: ['core', 'bench'],
  bench: ['core', 'e2e/browser.ts'],
  e2e: ['core', 'scripts', 'electron/main/updates'],
}

/** Packages that only these folders may import (and tests and benches, which compare against the bare thing). */
const onlyIn = {
  electron: ['electron', 'e2e'],
  dockerode: ['core/engines/containers/docker'],
  'better-sqlite3': ['core/engines/storage', 'scripts/test', 'e2e'],
  kysely: ['core/engines/storage'],
  'sqlite-vec': ['core/engines/storage'],
  'node-llama-cpp': ['core/engines/models'],
  ollama: ['core/engines/models'],
  ai: ['core/engines/models'],
  '@ai-sdk/': ['core/engines/models'],
  '@orpc/': ['core/api', 'core/contract', 'renderer/api'],
  ws: ['core/api'],
  pyodide: ['core/engines/sandboxes'],
  'quickjs-emscripten': ['core/engines/sandboxes'],
  '@marcbachmann/cel-js': ['core/registry'],
}

const escaped = (text) => text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&')
const place = (name) => (/\.\w+$/.test(name) ? `^${escaped(name)}$` : `^${escaped(name)}/`)
const tests = '[.](test|testsuite|fixture)[.]tsx?$|/testing/'
const own = '^(core|electron|renderer|scripts|bench|e2e)/'

const rules = Object.entries(may).map(([row, targets]) => {
  const isRoomPerFolder = row.endsWith('/*')
  const name = isRoomPerFolder ? row.slice(0, -2) : row
  const inner = Object.keys(may).filter((other) => other !== row && other.startsWith(`${name}/`))
  return {
    name: `may: ${row}`,
    severity: 'error',
    from: { path: isRoomPerFolder ? `^${escaped(name)}/([^/]+)/` : place(name), pathNot: [tests, ...inner.map(place)] },
    to: { path: own, pathNot: [...targets.map(place), isRoomPerFolder ? `^${escaped(name)}/$1/` : place(name)] },
  }
})

const packageRules = Object.entries(onlyIn).map(([name, folders]) => ({
  name: `only in ${folders.join(', ')}: ${name}`,
  severity: 'error',
  from: { path: own, pathNot: [tests, '^bench/', ...folders.map((folder) => `^${escaped(folder)}/`)] },
  to: { path: `node_modules/${escaped(name.replace(/\/$/, ''))}/`, pathNot: '/package[.]json$' },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
const configuration = {
  forbidden: [
    ...rules,
    ...packageRules,
    { name: 'no circle', severity: 'error', from: { path: own }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no import that leads nowhere', severity: 'error', from: { path: own }, to: { couldNotResolve: true, pathNot: '/package[.]json$' } },
    {
      name: 'no development package in the shipped app',
      severity: 'error',
      from: { path: '^(core|electron)/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/electron/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(out|dist|fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    parser: 'swc',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}

// For the script that prints the tables; not enumerable, as dependency-cruiser refuses keys it does not know.
module.exports = Object.defineProperties(configuration, { may: { value: may }, onlyIn: { value: onlyIn } })
