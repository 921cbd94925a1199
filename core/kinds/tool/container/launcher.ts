import { randomBytes } from 'node:crypto'

/**
 * Process 1 of a tool's container. It waits for one line: a mark that only this run knows, and the files that follow, as `path=bytes`.
 * It stores them, starts the tool with the parameters on stdin, and writes after the tool's output: the mark, the exit code, the size
 * of the state file, and that file. The same mark ends stderr. So the outcome is known before the engine has noticed the end, and
 * nothing of a run needs to be known when its container is started. Engines differ in how many files they let a program open, up to a
 * thousand million; here it is some thousand. Nothing that arrives is ever read as shell.
 *
 * `$1` is the state file to give back, `$2` the working folder, `$3` says that the program waits for the line by itself (`waitForRun`),
 * each empty for none; the rest is the tool's command. `dd` and not `head`: it takes no byte too many. The launcher keeps the pipe open
 * until the tool ended: what is written to one that nobody holds is lost.
 */
const script = `umask 077
set -f
ulimit -n 4096 2>/dev/null
state=$1
folder=$2
waits=$3
shift 3
start() {
  umask 022
  [ -z "$folder" ] || cd "$folder" || exit 125
  unset OLDPWD
  exec "$@" </run/cortex/in 3<&-
}
mkdir -p /run/cortex/secrets
: >/run/cortex/in
exec 3</dev/null
if [ -n "$waits" ]; then
  mkfifo /run/cortex/go || exit 125
  exec 3<>/run/cortex/go
  start "$@" &
fi
IFS=' ' read -r mark files || exit 125
for one in $files; do
  if [ "\${one##*=}" = 0 ]; then : >"\${one%=*}"; else dd bs="\${one##*=}" count=1 iflag=fullblock of="\${one%=*}" 2>/dev/null || exit 125; fi
done
if [ -n "$waits" ]; then
  printf . >&3
  wait "$!"
else
  (start "$@")
fi
code=$?
size=-
if [ -n "$state" ] && [ -f "$state" ] && [ ! -h "$state" ]; then size=$(wc -c <"$state") || size=-; fi
printf '%s\\n' "$mark" >&2
printf '%s %s %s\\n' "$mark" "$code" $size
[ "$size" = - ] || cat "$state"
exit "$code"
`

/** Paths inside the container. Scratch lies where images have no folder: one that is there would give it its own rights. */
export const inside = {
  code: '/tool',
  work: '/work',
  temporary: '/tmp',
  run: '/run/cortex',
  secrets: '/run/cortex/secrets',
  state: '/run/cortex/state.json',
  input: '/run/cortex/in',
  go: '/run/cortex/go',
}

/**
 * The beginning of a program for Node.js that is started before its run is known: until then it waits here, with nothing of the tool
 * loaded, so that a call need not wait for Node.js to start. Whatever the tool starts in its turn with the same options finds no pipe.
 */
export const waitForRun = `import { closeSync, openSync, readSync, unlinkSync } from 'node:fs'
try {
  const go = openSync('${inside.go}', 'r')
  readSync(go, Buffer.alloc(1))
  closeSync(go)
  unlinkSync('${inside.go}')
} catch {}
`

/** The command of a container that waits for its one run of `command`, which is started at once when it waits by itself (`waitForRun`). */
export function launch(
  command: string[],
  options: { givesBackState: boolean; folder: string | null; waitsByItself: boolean },
): { entrypoint: string[]; command: string[] } {
  return {
    entrypoint: ['/bin/sh', '-c', script, 'launcher'],
    command: [options.givesBackState ? inside.state : '', options.folder ?? '', options.waitsByItself ? 'waits' : '', ...command],
  }
}

/** What is written to a waiting container, and the mark that will end its outputs. */
export function beginning(run: { parameters: Record<string, unknown>; secrets: Record<string, string>; stateJson: string | null }): {
  mark: string
  bytes: Buffer
} {
  const files: [string, Buffer][] = [
    ...Object.entries(run.secrets).map(([name, value]): [string, Buffer] => [`${inside.secrets}/${name}`, Buffer.from(value)]),
    ...(run.stateJson === null ? [] : [[inside.state, Buffer.from(run.stateJson)] as [string, Buffer]]),
    [inside.input, Buffer.from(JSON.stringify(run.parameters))],
  ]
  const mark = randomBytes(16).toString('hex')
  const header = `${mark} ${files.map(([path, bytes]) => `${path}=${bytes.length}`).join(' ')}\n`
  return { mark, bytes: Buffer.concat([Buffer.from(header), ...files.map(([, bytes]) => bytes)]) }
}

/** How the launcher says that the tool ended. `state` is null when none came back, or too much. */
export type Ending = { exitCode: number; state: Buffer | null; isStateTooLarge: boolean }

export const maxStateBytes = 8 * 2 ** 20
const maxLineBytes = 64

/**
 * Reads a tool's stdout up to the launcher's mark. `push` answers whether more may come: false when the tool wrote more than
 * `limitBytes`, whatever it wrote. `ending` is null until all of it is there. A tool can find the mark and say its own end by it, which
 * gains it nothing: what follows a mark is bounded as well.
 */
export function createOutputReader(mark: string, limitBytes: number) {
  const marked = Buffer.from(`${mark} `)
  const chunks: Buffer[] = []
  let size = 0
  /** What may hold the beginning of the mark. */
  let tail = Buffer.alloc(0)
  let after: Buffer[] | null = null
  let afterBytes = 0
  let awaitedBytes = 0
  let ending: Ending | null = null

  /** false when it is no end as the launcher writes it. */
  const conclude = (chunk: Buffer): boolean => {
    if (ending) return true
    after ??= []
    after.push(chunk)
    afterBytes += chunk.length
    if (afterBytes < awaitedBytes) return true
    const bytes = Buffer.concat(after)
    const lineEnd = bytes.indexOf('\n')
    if (lineEnd < 0 || lineEnd > maxLineBytes) return lineEnd < 0 && afterBytes <= maxLineBytes
    const [code = '', stateSize = '-'] = bytes.subarray(0, lineEnd).toString('latin1').trim().split(/\s+/)
    const stateBytes = stateSize === '-' ? 0 : Number(stateSize)
    if (!/^\d+$/.test(code) || !Number.isInteger(stateBytes) || stateBytes < 0) return false
    const isStateTooLarge = stateBytes > maxStateBytes
    awaitedBytes = lineEnd + 1 + stateBytes
    if (!isStateTooLarge && afterBytes < awaitedBytes) return true
    const state = stateSize === '-' || isStateTooLarge ? null : bytes.subarray(lineEnd + 1, awaitedBytes)
    ending = { exitCode: Number(code), state, isStateTooLarge }
    return true
  }
  const keep = (bytes: Buffer) => {
    size += bytes.length
    if (size <= limitBytes) chunks.push(bytes)
  }
  return {
    push(chunk: Buffer): boolean {
      if (after) return conclude(chunk)
      const seen = Buffer.concat([tail, chunk])
      const at = seen.indexOf(marked)
      if (at >= 0) {
        keep(seen.subarray(0, at))
        tail = Buffer.alloc(0)
        return conclude(seen.subarray(at + marked.length)) && size <= limitBytes
      } else {
        const kept = Math.max(0, seen.length - marked.length)
        keep(seen.subarray(0, kept))
        tail = Buffer.from(seen.subarray(kept))
      }
      return size <= limitBytes
    },
    get ending() {
      return ending
    },
    /** What the tool wrote; also what came before an end without a mark. */
    text: () => Buffer.concat(after ? chunks : [...chunks, tail]).toString('utf8'),
  }
}

/** Hands stderr on up to the mark. `isEnded` when the mark came. */
export function createLogReader(mark: string, onText: (bytes: Buffer) => void) {
  const marked = Buffer.from(`${mark}\n`)
  let tail = Buffer.alloc(0)
  let isEnded = false
  return {
    push(chunk: Buffer): void {
      if (isEnded) return
      const seen = Buffer.concat([tail, chunk])
      const at = seen.indexOf(marked)
      isEnded = at >= 0
      // Only what could be the mark's beginning waits: lines are told as they come.
      const upTo = isEnded ? at : seen.length - overlap(seen, marked)
      if (upTo > 0) onText(seen.subarray(0, upTo))
      tail = Buffer.from(seen.subarray(upTo))
    },
    get isEnded() {
      return isEnded
    },
  }
}

/** How many of the last bytes are the first ones of `marked`. */
function overlap(bytes: Buffer, marked: Buffer): number {
  for (let length = Math.min(bytes.length, marked.length - 1); length > 0; length -= 1) {
    if (bytes.subarray(bytes.length - length).equals(marked.subarray(0, length))) return length
  }
  return 0
}
