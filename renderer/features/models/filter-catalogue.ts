import type { CatalogueModel } from '../../../core/contract/models.ts'
import { told } from '../../app/told.ts'

/** Those with every word in what is said of them, and with `isFitting` only those this computer has room for. */
export function filterCatalogue(models: readonly CatalogueModel[], text: string, isFitting: boolean): CatalogueModel[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return models.filter(({ name, use, kind, parameters, licence, ollama, memory }) => {
    const said = [name, told(use), kind, parameters, licence, ollama].join(' ').toLowerCase()
    return (!isFitting || memory.verdict !== 'too-large') && words.every((word) => said.includes(word))
  })
}
