import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { modelAside } from './model-picker.tsx'

/** Says that the model chosen for a chat cannot answer, before it is asked, and what can be done. Nothing while it is there, or none was chosen. */
export function MissingModel({ model, onPick }: { model: string | null; onPick: (model: string | null) => void }) {
  const { orpc } = useApi()
  const [, go] = useLocation()
  const list = useQuery(orpc.models.list.queryOptions({ input: {} }))
  if (model === null || !list.data || list.data.models.some((each) => each.id === model)) return null
  const [providerId = '', ...rest] = model.split('/')
  const name = rest.join('/')
  const provider = list.data.providers.find((each) => each.id === providerId)
  const isAway = provider !== undefined && provider.state !== 'ready'
  return (
    <div className="composer-note is-warn" role="status">
      <Icon of={TriangleAlert} size="small" />
      <span className="min-w-0 grow wrap-anywhere">{isAway ? t.missingModel.away(name, provider.title) : t.missingModel.gone(name)}</span>
      <span className="row flex-none gap-1">
        <Menu
          label={t.missingModel.choose}
          side="top"
          trigger={
            <Button isSmall look="quiet">
              {t.missingModel.choose}
            </Button>
          }
        >
          <MenuItem onSelect={() => onPick(null)}>{t.composer.followAgent}</MenuItem>
          <MenuLine />
          {list.data.models.map((each) => (
            <MenuItem key={each.id} aside={modelAside(each)} onSelect={() => onPick(each.id)}>
              {each.name}
            </MenuItem>
          ))}
        </Menu>
        <Button isSmall look="quiet" onClick={() => go('/models')}>
          {isAway ? t.missingModel.look : t.missingModel.get}
        </Button>
      </span>
    </div>
  )
}
