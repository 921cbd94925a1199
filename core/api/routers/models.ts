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
    facts: os.facts.handler(({ signal = never }) => models.facts(signal)),
    probe: os.probe.handler(({ input, signal = never }) => models.probe(input.id, signal)),
    catalogue: os.catalogue.handler(({ signal = never }) => models.catalogue(signal)),
    inspectFile: os.inspectFile.handler(({ input }) => models.inspectFile(input.path)),
    downloads: os.downloads.handler(() => models.downloads()),
    watchDownloads: os.watchDownloads.handler(({ signal }) => toStream((ended) => models.watchDownloads(ended), signal)),
    download: os.download.handler(({ input }) => models.download(input)),
    pauseDownload: os.pauseDownload.handler(({ input }) => models.pauseDownload(input.id)),
    resumeDownload: os.resumeDownload.handler(({ input }) => models.resumeDownload(input.id)),
    cancelDownload: os.cancelDownload.handler(async ({ input }) => ({ removed: await models.cancelDownload(input.id) })),
  })
}
