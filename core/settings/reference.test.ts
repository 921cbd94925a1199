import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { allowedOf, schemaAt, settingPaths, settingsSchema } from './schema.ts'

const file = join(import.meta.dirname, '../../docs/reference/settings.md')
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** A table for each section of the schema. */
function tables(): string {
  return Object.entries(settingsSchema.properties ?? {})
    .filter(([, section]) => section.properties)
    .map(([id, section]) => {
      const rows = settingPaths
        .filter((path) => path.startsWith(`${id}.`))
        .map((path) => {
          const one = schemaAt(path.split('.')) ?? {}
          const usual = one.default === undefined ? '' : `\`${JSON.stringify(one.default)}\``
          const unit = one.unit ? `, in ${one.unit}` : ''
          return `| \`${path}\` | ${cell(one.description ?? '')} | ${cell(allowedOf(one))}${unit} | ${cell(usual)} |`
        })
      return [
        `## ${section.title}`,
        '',
        section.description,
        '',
        '| key | what it is | allowed | default |',
        '| --- | --- | --- | --- |',
        ...rows,
      ].join('\n')
    })
    .join('\n\n')
}

it('every setting is documented, with its default', async () => {
  const [before = '', rest = ''] = readFileSync(file, 'utf8').split('<!-- settings -->')
  const after = rest.split('<!-- /settings -->')[1] ?? ''
  await expect(`${before}<!-- settings -->\n${tables()}\n<!-- /settings -->${after}`).toMatchFileSnapshot(file)
})
