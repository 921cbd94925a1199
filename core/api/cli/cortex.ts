import { CommanderError } from 'commander'
import { errorOf } from './print.ts'
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
    validateFolder: async (...given) => (await import('../workstation/validate-folder.ts')).validateFolder(...given),
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
