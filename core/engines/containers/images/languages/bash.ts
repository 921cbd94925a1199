import { baseImage } from '../base-images.ts'
import { declared } from './declared.ts'
import type { LanguagePlan, ToolFolder } from './language.ts'

export function planBash(tool: ToolFolder, script: string): LanguagePlan {
  declared(tool)
  return {
    base: baseImage(tool.manifest.name, 'bash', tool.settings),
    before: [],
    environment: {},
    dependencies: [],
    taken: [],
    entrypoint: ['bash', `/tool/${script}`],
    notes: [],
  }
}
