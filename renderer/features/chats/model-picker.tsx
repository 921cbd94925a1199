import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Cpu } from 'lucide-react'
import { useLocation } from 'wouter'
import type { Model } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx'

export const modelAside = (model: Model): string =>
  model.isBuiltInDemo ? t.composer.demo : [model.provider, model.sizeBytes && formatBytes(model.sizeBytes)].filter(Boolean).join(', ')

/** `model` null follows the agent; then the model of the last answer, or the default, is named. */
export function ModelPicker({
  model,
  usedModel,
  onPick,
}: {
  model: string | null
  usedModel: string | null
  onPick: (model: string | null) => void
}) {
  const { orpc } = useApi()
  const [, go] = useLocation()
  const list = useQuery(orpc.models.list.queryOptions({ input: {} }))
  const models = list.data?.models ?? []
  const id = model ?? usedModel ?? list.data?.defaultModel ?? null
  const current = models.find((each) => each.id === id)
  const name = current?.name ?? id?.split('/').slice(1).join('/') ?? t.composer.noModel
  return (
    <Menu
      label={t.composer.model}
      align="start"
      side="top"
      // A provider that was started since then is found when the person looks for it.
      onOpenChange={(isOpen) => isOpen && void list.refetch()}
      trigger={
        <button type="button" className="pick" aria-label={`${t.composer.model}: ${name}`}>
          <Icon of={Cpu} size="small" />
          <span className="cut">{name}</span>
          <span className="aside cut">{current?.isBuiltInDemo ? t.composer.demo : current?.provider}</span>
          <Icon of={ChevronDown} size="tiny" className="text-text-3" />
        </button>
      }
    >
      <MenuChoice isChosen={model === null} onSelect={() => onPick(null)}>
        {t.composer.followAgent}
      </MenuChoice>
      {models.length > 0 && <MenuLabel>{t.composer.model}</MenuLabel>}
      {models.map((each) => (
        <MenuChoice key={each.id} isChosen={each.id === model} aside={modelAside(each)} onSelect={() => onPick(each.id)}>
          {each.name}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => go('/models')}>{t.composer.moreModels}</MenuItem>
    </Menu>
  )
}
