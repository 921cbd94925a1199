import type { registryContract } from '../../../core/contract/registry.ts'

type Output = NonNullable<(typeof registryContract)['templates']['~orpc']['outputSchema']>['_zod']['output']
export type Template = Output['templates'][number]

/** The files as they will be: with the name in the place of the template's, and the description when one is given. Without the hint for editors, which says where the schema lies on this computer. */
export function fillTemplate({ files, placeholder, example }: Template, name: string, description: string): Template['files'] {
  return files.map(({ path, text }, index) => {
    let filled = name === '' ? text : text.replaceAll(placeholder, name)
    if (index === 0) {
      filled = filled.replace(/^# yaml-language-server: .*\n/m, '')
      if (description.trim() && example !== null)
        filled = filled.replace(/^description: .*$/m, () => `description: ${JSON.stringify(description.trim())}`)
    }
    return { path, text: filled }
  })
}
