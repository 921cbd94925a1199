import { useMutation } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import type { ModelFacts } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuChoice, MenuLabel } from '../../ui/menu.tsx'

const usual = ['chat', 'planner', 'executor', 'title', 'embedding']
export const roleName = (role: string): string => t.models.role[role] ?? role

/** Makes a model the default for a role, or takes that back. Roles that an agent names stand below the usual ones. */
export function RoleMenu({ model, models }: { model: ModelFacts; models: ModelFacts[] }) {
  const { client, queries, orpc } = useApi()
  const change = useMutation({
    mutationFn: async (role: string) => {
      const path = `models.roles.${role}`
      const isTaken = model.roles.includes(role)
      // This one role alone: others may be set at the same time, by hand and in other windows.
      await (isTaken ? client.settings.reset({ path }) : client.settings.set({ path, value: model.id }))
      return isTaken ? t.models.roleUnset(roleName(role)) : t.models.roleSet(roleName(role), model.name)
    },
    onSuccess: (words) => showToast(words),
    onError: (error) => showToast(errorText(error)),
    onSettled: () => Promise.all([orpc.models.key(), orpc.settings.key()].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  })
  const roles = [...new Set([...usual, ...models.flatMap((each) => each.roles)])]
  return (
    <Menu
      label={t.models.roleMenu(model.name)}
      trigger={
        <IconButton label={t.models.roleMenu(model.name)} isSmall>
          <Icon of={Ellipsis} size="small" />
        </IconButton>
      }
    >
      <MenuLabel>{t.models.useFor}</MenuLabel>
      {roles.map((role) => (
        <MenuChoice
          key={role}
          isChosen={model.roles.includes(role)}
          aside={models.find((each) => each !== model && each.roles.includes(role))?.name}
          onSelect={() => change.mutate(role)}
        >
          {roleName(role)}
        </MenuChoice>
      ))}
    </Menu>
  )
}
