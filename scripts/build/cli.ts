import { dirname } from 'node:path'
import { buildChanged } from './build.ts'

const root = dirname(dirname(import.meta.dirname))
try {
  const built = await buildChanged(root, ['renderer', 'app'])
  console.log(built.length === 0 ? 'Nothing changed since the last build.' : `Built ${built.join(' and ')} into out/.`)
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
