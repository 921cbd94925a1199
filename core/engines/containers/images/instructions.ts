/** One instruction of a Dockerfile, and where it comes from: a key of the manifest, a setting, or `cortex` for what every image has. */
export type Instruction = { text: string; origin: string }

/** What a person sees of an image, from the bottom up. */
export type Layer = { title: string; detail: string; origin: string; instructions: Instruction[] }

/** In the form that starts no shell: a list of words, each as it is. */
export const words = (list: readonly string[]): string => `[${list.map((word) => JSON.stringify(word)).join(', ')}]`

export const run = (list: readonly string[], origin: string): Instruction => ({ text: `RUN ${words(list)}`, origin })

/** `script` is ours and fixed; what comes from outside arrives as `$1`, `$2` … and is never read as shell. */
export const runScript = (script: string, list: readonly string[], origin: string): Instruction =>
  run(['/bin/sh', '-ec', script, 'sh', ...list], origin)

const pairs = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(' ')

export const environment = (values: Record<string, string>, origin: string): Instruction => ({ text: `ENV ${pairs(values)}`, origin })

export const label = (labels: Record<string, string>, origin: string): Instruction => ({ text: `LABEL ${pairs(labels)}`, origin })

/** Paths that COPY takes as they are: no wildcards, no variables. */
export const isPlainPath = (path: string): boolean => /^[A-Za-z0-9_@+][A-Za-z0-9_.@+ /-]*$/.test(path)

/** Copies `paths` of the context to the same places below `target`: one instruction for each folder, as COPY drops folders' names. */
export function copies(paths: readonly string[], target: string, origin: string): Instruction[] {
  const byFolder = Map.groupBy([...paths].sort(), (path) => path.slice(0, path.lastIndexOf('/') + 1))
  return [...byFolder].map(([folder, inside]) => ({ text: `COPY ${words([...inside, `${target}/${folder}`])}`, origin }))
}

/** The Dockerfile of `layers`, and for each instruction, in order, its line (from 1) and origin. */
export function render(title: readonly string[], layers: readonly Layer[]): { dockerfile: string; steps: Step[] } {
  const comment = (text: string) => `# ${text}`.replaceAll(/[\s\p{Cc}]+/gu, ' ')
  const lines = title.map(comment)
  const steps: Step[] = []
  for (const layer of layers) {
    if (layer.instructions.length === 0) continue
    lines.push('', comment(`${layer.title}: ${layer.detail}`))
    for (const { text, origin } of layer.instructions) {
      lines.push(text)
      steps.push({ line: lines.length, text, origin })
    }
  }
  return { dockerfile: `${lines.join('\n')}\n`, steps }
}
/** An instruction where it stands in a Dockerfile. `origin` is null in one that a person wrote. */
export type Step = { line: number; text: string; origin: string | null }
