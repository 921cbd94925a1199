import { CommanderError } from 'commander'
import { systemClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { errorOf } from './failure.ts'
import { createProgram } from './program.ts'
import { createTerminal } from './terminal.ts'

/** The command line: exit code 0 when it went well, 1 when it did not, 2 when it was called wrongly. */
const terminal = createTerminal()
let code = 0
try {
  const program = createProgram({
    terminal,
    // Loaded when needed: a usage error should not wait for the whole core.
    createCore: async (config) => (await import('../../main.ts')).createCore(config),
    async validateFolder(folder, place) {
      const { createRegistry } = await import('../../registry/registry.ts')
      const { foldersOf, manifestRoots } = await import('../../folders.ts')
      const given = { roots: manifestRoots(place), trashFolder: foldersOf(place.dataFolder).trash, clock: systemClock, logger: silentLogger }
      const registry = await createRegistry(given)
      try {
        return await registry.validate(folder)
      } finally {
        await registry.close()
      }
    },
    fail() {
      code = 1
    },
  })
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) code = error.exitCode === 0 ? 0 : 2
  else {
    code = 1
    terminal.warn(errorOf(error).message)
  }
}
// A reader that went away, such as `head`, wanted no more: that is no failure.
if (terminal.isReaderGone) code = 0
else await terminal.out('')
process.exit(code)
