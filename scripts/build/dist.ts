import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { checkPacking } from '../check/packing/check-packing.ts'
import { buildChanged } from './build.ts'

/** Installers for this platform into dist/, or for those named: `npm run dist -- --linux deb`. `--check` makes none and says all that can be said without. */
const root = dirname(dirname(import.meta.dirname))
await buildChanged(root, ['renderer', 'app'])
if (process.argv.includes('--check')) {
  const problems = await checkPacking(root, (text) => console.log(text))
  console.log(
    problems.length === 0 ? '\nNothing is wrong with the installers, as far as that can be said without making one.' : `\n${problems.join('\n')}`,
  )
  process.exit(problems.length === 0 ? 0 : 1)
}
const builder = join(root, 'node_modules/electron-builder/cli.js')
const child = spawn(process.execPath, [builder, '--config', 'electron-builder.yml', '--publish', 'never', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
child.on('close', (code) => {
  process.exitCode = code ?? 1
})
