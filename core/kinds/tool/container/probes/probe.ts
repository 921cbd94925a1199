import { execFile } from 'node:child_process'

/**
 * An attempt to get out, in Python so that it can ask the kernel directly. It sets `got` to what it got; when it was refused it raises, or
 * leaves `got` empty. The same code must get through in its control: a container whose wall against it was taken away, so that a probe
 * that fails for another reason does not count as held.
 */
export type Probe = {
  name: string
  code: string
  /** What `docker run` is told besides, to take the wall away. */
  control: string[]
}

/** Reads `{ code, args }` on stdin and tells what became of it. The script of probing tools, and what is run beside relics. */
export const prober = `import json, sys
given = json.load(sys.stdin)
scope = {"args": given.get("args", {}), "got": None}
try:
    exec(given["code"], scope)
    result = {"got": scope["got"]}
except BaseException as error:
    result = {"got": None, "held": type(error).__name__ + ": " + str(error)}
print(json.dumps(result, default=str))
`
export type Probed = { got: unknown; held?: string }

/** The same in a container of the plain engine, as `docker run` starts one when it is told nothing else. */
export function probeByDocker(image: string, flags: string[], code: string, args: Record<string, unknown> = {}): Promise<Probed> {
  return new Promise((resolve, reject) => {
    const command = ['run', '--rm', '-i', '--label', 'dev.cortex.test=probe', ...flags, '--entrypoint', 'python3', image, '-c', prober]
    const child = execFile('docker', command, { timeout: 120_000, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      const line = stdout.trim().split('\n').at(-1) ?? ''
      if (line.startsWith('{')) resolve(JSON.parse(line) as Probed)
      else reject(new Error(`the control did not answer: ${stderr || error?.message}`))
    })
    child.stdin?.end(JSON.stringify({ code, args }))
  })
}

/** Nothing was got: null, false, 0, and empty lists and texts. */
export const isHeld = ({ got }: Probed): boolean =>
  got === null ||
  got === undefined ||
  got === false ||
  got === 0 ||
  got === '' ||
  (typeof got === 'object' && Object.keys(got as object).length === 0)
