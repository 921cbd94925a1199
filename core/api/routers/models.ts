import type { Implementer } from '../context.ts'
import type { CoreParts } from '../parts.ts'
import { toStream } from '../streams.ts'

/** For callers without a signal of their own, such as tests in the same process. */
const never = new AbortController().signal

export function modelsRouter({ models: os }: Implementer, { models }: Pick<CoreParts, 'models'>) {
  return os.router({
    list: os.list.handler(({ signal = never }) => models.list(signal)),
    show: os.show.handler(({ input, signal = never }) => models.show(input.id, signal)),
    pull: os.pull.handler(({ input, signal }) => toStream((ended) => models.pull(input.id, ended), signal)),
    remove: os.remove.handler(async ({ input, signal = never }) => {
      await models.remove(input.id, signal)
      return { removed: true }
    }),
    addFile: os.addFile.handler(({ input }) => models.addFile(input.path)),
    setKey: os.setKey.handler(({ input }) => models.setKey(input.provider, input.key)),
    check: os.check.handler(({ input, signal = never }) => models.check(input.provider, signal)),
  })
}
