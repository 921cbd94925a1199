import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { buildChanged } from './build.ts'

/** Installers for this platform into dist/, or for those named: `npm run dist -- --linux deb`. */
const root = dirname(dirname(import.meta.dirname))
await buildChanged(root, ['renderer', 'app'])
const builder = join(root, 'node_modules/electron-builder/cli.js')
const child = spawn(process.execPath, [builder, '--config', 'electron-builder.yml', '--publish', 'never', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
child.on('close', (code) => {
  process.exitCode = code ?? 1
})
