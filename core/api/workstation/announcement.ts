import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const announcement = z.object({
  url: z.string().regex(/^http:\/\/(127\.0\.0\.1|localhost):\d+$/),
  token: z.string().min(1),
  pid: z.number().int().positive(),
})
/** How to reach a running workstation. */
export type Workstation = z.infer<typeof announcement>

const fileOf = (dataFolder: string): string => join(dataFolder, 'workstation.json')
const answerWithinMs = 2_000

/** Tells other programs of this person, and nobody else, where the workstation of a data folder is. `withdraw` takes it back. */
export async function announceWorkstation(
  dataFolder: string,
  { url, token }: { url: string; token: string },
): Promise<{ withdraw(): Promise<void> }> {
  const own: Workstation = { url, token, pid: process.pid }
  const draft = `${fileOf(dataFolder)}.${process.pid}`
  await writeFile(draft, JSON.stringify(own), { mode: 0o600 })
  await rename(draft, fileOf(dataFolder))
  return {
    async withdraw() {
      if ((await read(dataFolder))?.token === token) await rm(fileOf(dataFolder), { force: true })
    },
  }
}

/** The workstation that runs on a data folder; null when there is none. What a killed one left behind is removed. */
export async function findWorkstation(dataFolder: string): Promise<Workstation | null> {
  const found = await read(dataFolder)
  if (!found) return null
  if (isAlive(found.pid)) return (await answers(found.url)) ? found : null
  await rm(fileOf(dataFolder), { force: true })
  return null
}

async function read(dataFolder: string): Promise<Workstation | null> {
  try {
    return announcement.parse(JSON.parse(await readFile(fileOf(dataFolder), 'utf8')))
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The number of a process that died may belong to another one by now, so only an answer counts. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(answerWithinMs) })
    return ((await response.json()) as { status?: unknown }).status === 'ok'
  } catch {
    return false
  }
}
