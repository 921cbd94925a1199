import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the model that ships with the app, and the model. */
export const builtInFolder = fileURLToPath(new URL('../../../../resources/models/', import.meta.url))
export const sparkPath = join(builtInFolder, 'spark.gguf')
