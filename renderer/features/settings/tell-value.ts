import { t } from '../../app/messages.ts'
import { formatKeys } from '../../ui/format.ts'
import type { Setting } from './setting-list.ts'

/** A value of a setting in words; its default when none is given. */
export function tellValue(setting: Setting, value: unknown = setting.default): string {
  if (value === undefined || value === '') return t.settingsPage.notSet
  if (typeof value === 'boolean') return value ? t.settingsPage.on : t.settingsPage.off
  if (setting.kind === 'choice') return tellOption(setting, String(value))
  if (Array.isArray(value)) return value.length === 0 ? t.settingsPage.notSet : value.join(', ')
  if (typeof value === 'object') return t.settingsPage.notSet
  return setting.unit ? `${value} ${t.settingsPage.units[setting.unit] ?? setting.unit}` : String(value)
}

/** What a choice is called. Keys have the names of this computer. */
export function tellOption({ path, options }: Setting, value: string): string {
  const label = options.find((option) => option.value === value)?.label ?? value
  return path.endsWith('Key') ? formatKeys(label) : label
}
