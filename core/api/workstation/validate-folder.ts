import { foldersOf, manifestRoots } from '../../folders.ts'
import { systemClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createRegistry } from '../../registry/registry.ts'
import type { Place } from './connect.ts'

/** Checks a folder beside everything that would be in force at `place`. Opens nothing else, so that it works beside a workstation. */
export async function validateFolder(folder: string, place: Place) {
  const trashFolder = foldersOf(place.dataFolder).trash
  const registry = await createRegistry({ roots: manifestRoots(place), trashFolder, clock: systemClock, logger: silentLogger })
  try {
    return await registry.validate(folder)
  } finally {
    await registry.close()
  }
}
