import { expect, it } from 'vitest'
import type { CatalogueModel } from '../../../core/contract/models.ts'
import { filterCatalogue } from './filter-catalogue.ts'

const entry = (name: string, kind: CatalogueModel['kind'], verdict: CatalogueModel['memory']['verdict']) =>
  ({ name, kind, use: 'Short answers.', parameters: '4B', licence: 'MIT', ollama: null, memory: { verdict } }) as CatalogueModel
const models = [entry('Small', 'chat', 'fits'), entry('Coder', 'code', 'tight'), entry('Large coder', 'code', 'too-large')]
const names = (text: string, isFitting: boolean) => filterCatalogue(models, text, isFitting).map(({ name }) => name)

it('leaves out only what this computer has no room for at all', () => {
  expect(names('', true)).toEqual(['Small', 'Coder'])
  expect(names('', false)).toHaveLength(3)
})

it('finds by all words of what is said, in any order', () => {
  expect(names('answers CODE', false)).toEqual(['Coder', 'Large coder'])
  expect(names('code small', false)).toEqual([])
})
