import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type CatalogueModel, catalogueModel, type Model } from '../../contract/models.ts'
import { readAddress } from './downloads/address.ts'
import { judgeMemory, type MachineMemory } from './facts/judge-memory.ts'
import { mostConversations } from './llama/plan-load.ts'

/** A model as the catalogue's file has it; the rest is of this computer. */
const listed = catalogueModel.omit({ memory: true, installedAs: true, downloadId: true })
export type ListedModel = z.infer<typeof listed>

/** Good open models, from a file that ships; read once. Without the file there are none. */
export function createCatalogue(file: string) {
  let reading: Promise<ListedModel[]> | null = null
  const read = () => {
    reading ??= readFile(file, 'utf8').then(
      (text) => z.strictObject({ models: z.array(listed) }).parse(JSON.parse(text)).models,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return []
        throw error
      },
    )
    return reading
  }
  return {
    find: async (id: string): Promise<ListedModel | null> => (await read()).find((model) => model.id === id) ?? null,
    /** Each with whether it fits this computer, whether it is here, and whether it is on its way. */
    async list(
      machine: MachineMemory,
      models: readonly Model[],
      downloads: readonly { id: string; modelId: string; state: string }[],
    ): Promise<CatalogueModel[]> {
      return (await read()).map((model) => {
        const ids = [`llama/${fileNameOf(model)}`, ...(model.ollama ? [`ollama/${model.ollama}`] : [])]
        const need = {
          weightsBytes: model.sizeBytes,
          kvBytesPerToken: model.kvBytesPerToken,
          trainContextTokens: model.contextTokens,
          wantedContextTokens: null,
          conversations: mostConversations,
        }
        return {
          ...model,
          memory: judgeMemory(need, machine),
          installedAs: models.flatMap(({ id }) => (ids.includes(id) ? [id] : [])),
          downloadId: downloads.find(({ modelId, state }) => ids.includes(modelId) && state !== 'done')?.id ?? null,
        }
      })
    },
  }
}

/** What its file is called here once it is downloaded. */
export const fileNameOf = ({ url }: Pick<ListedModel, 'url'>): string => readAddress(url).name
