import { spawn } from 'node:child_process'

export type Finished = { code: number; output: string; isTimedOut: boolean }

/** Runs a command to its end with a deadline. `isShown` passes its output on; else it is only collected (the last `maxOutput` characters). */
export function run(
  command: string,
  args: string[],
  options: { cwd: string; timeoutMs: number; isShown?: boolean; maxOutput?: number; env?: NodeJS.ProcessEnv },
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let isTimedOut = false
    const timer = setTimeout(() => {
      isTimedOut = true
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
    }, options.timeoutMs)
    const stop = (signal: NodeJS.Signals) => child.kill(signal)
    process.on('SIGTERM', stop)
    const collect = (text: string, target: NodeJS.WriteStream) => {
      output = (output + text).slice(-(options.maxOutput ?? 200_000))
      if (options.isShown) target.write(text)
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => collect(text, process.stdout))
    child.stderr.setEncoding('utf8').on('data', (text: string) => collect(text, process.stderr))
    const done = (code: number) => {
      clearTimeout(timer)
      process.off('SIGTERM', stop)
      resolve({ code, output, isTimedOut })
    }
    child.on('error', (error) => {
      output += error.message
      done(127)
    })
    child.on('close', (code) => done(code ?? 1))
  })
}
