import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'

export const picturesRouter = ({ pictures: os }: Implementer, { pictures }: Pick<CoreParts, 'pictures'>) =>
  os.router({ load: os.load.handler(({ input, signal }) => pictures.load(input, signal)) })
