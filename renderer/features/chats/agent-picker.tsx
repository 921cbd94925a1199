import { useQuery } from '@tanstack/react-query'
import { Bot, ChevronDown } from 'lucide-react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuChoice, MenuLabel } from '../../ui/menu.tsx'

export function AgentPicker({ agent, onPick }: { agent: string; onPick: (agent: string) => void }) {
  const { orpc } = useApi()
  const list = useQuery(orpc.registry.list.queryOptions({ input: { kind: 'Agent' } }))
  const agents = list.data?.manifests ?? []
  return (
    <Menu
      label={t.composer.agent}
      align="start"
      side="top"
      trigger={
        <button type="button" className="pick" aria-label={`${t.composer.agent}: ${agent}`}>
          <Icon of={Bot} size="small" />
          <span className="cut">{agent}</span>
          <Icon of={ChevronDown} size="tiny" className="text-text-3" />
        </button>
      }
    >
      <MenuLabel>{agents.length === 0 ? t.composer.noAgents : t.composer.agent}</MenuLabel>
      {agents.map((each) => (
        <MenuChoice key={each.name} isChosen={each.name === agent} aside={each.description} onSelect={() => onPick(each.name)}>
          {each.name}
        </MenuChoice>
      ))}
    </Menu>
  )
}
