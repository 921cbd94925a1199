import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generateSchemas, schemasFolder } from './generate-schemas.ts'

test('the schemas for editors are those of the contract (else run: node scripts/generate-schemas.ts)', () => {
  const generated = generateSchemas()
  expect(readdirSync(schemasFolder).sort()).toEqual([...generated.keys()].sort())
  for (const [name, text] of generated) expect(readFileSync(new URL(name, schemasFolder), 'utf8'), name).toBe(text)
})
