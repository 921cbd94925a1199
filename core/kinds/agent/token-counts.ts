import type { ChosenModel, ModelGateway } from '../../engines/models/port.ts'

export type CountTokens = (model: ChosenModel, text: string) => Promise<number>

/** Texts are remembered up to this many characters in all, then forgotten together. */
const rememberedCharacters = 4_000_000

/** Counts each text once: most of a chat's messages are the same from turn to turn, and counting asks another process. */
export function createTokenCounts(countTokens: ModelGateway['countTokens']): CountTokens {
  const counts = new Map<string, Map<string, number>>()
  let characters = 0
  return async (model, text) => {
    if (text === '') return 0
    const known = counts.get(model.id)?.get(text)
    if (known !== undefined) return known
    const tokens = await countTokens(model, text)
    characters += text.length
    if (characters > rememberedCharacters) {
      counts.clear()
      characters = text.length
    }
    const ofModel = counts.get(model.id) ?? new Map<string, number>()
    counts.set(model.id, ofModel.set(text, tokens))
    return tokens
  }
}
