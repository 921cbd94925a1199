import { Ellipsis, Eraser, Play, RotateCw, Square, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { RelicInstance } from '../../../core/contract/relics.ts'
import { t } from '../../app/messages.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { useHasEngine } from '../containers/use-tool-image.ts'
import { isAtWork } from './relic-rows.ts'
import type { RelicActions } from './use-relics.ts'

/** Start, or restart and stop; behind the menu what cannot be taken back, which asks first. */
export function RelicButtons({ instance, actions }: { instance: RelicInstance; actions: RelicActions }) {
  const [asking, setAsking] = useState<'clear' | 'remove' | null>(null)
  const isBusy = actions.busy !== null
  const hasEngine = useHasEngine()
  return (
    <>
      {actions.busy === 'start' ? (
        <StopStart actions={actions} />
      ) : isAtWork(instance.state) ? (
        <>
          <Button look="quiet" isSmall disabled={isBusy} onClick={() => actions.act('restart', instance)}>
            <Icon of={RotateCw} size="small" />
            {t.action.restart}
          </Button>
          <Button look="quiet" isSmall disabled={isBusy} onClick={() => actions.act('stop', instance)}>
            <Icon of={Square} size="tiny" isFilled />
            {t.action.stop}
          </Button>
        </>
      ) : (
        <Button
          isSmall
          disabled={isBusy || !hasEngine}
          title={hasEngine ? undefined : t.image.noEngine}
          onClick={() => actions.act('start', instance)}
        >
          <Icon of={Play} size="small" />
          {t.action.start}
        </Button>
      )}
      <Menu
        label={t.relics.more(instance.name)}
        trigger={
          <IconButton label={t.relics.more(instance.name)} disabled={isBusy}>
            <Icon of={Ellipsis} />
          </IconButton>
        }
      >
        <MenuItem icon={Eraser} isDanger onSelect={() => setAsking('clear')}>
          {t.relics.clear}
        </MenuItem>
        <MenuItem icon={Trash2} isDanger onSelect={() => setAsking('remove')}>
          {t.relics.remove}
        </MenuItem>
      </Menu>
      <Confirm
        isOpen={asking === 'clear'}
        title={t.relics.clearTitle(instance.name)}
        about={t.relics.clearAbout}
        action={t.action.clear}
        onConfirm={() => actions.act('clear', instance)}
        onClose={() => setAsking(null)}
      />
      <Confirm
        isOpen={asking === 'remove'}
        title={t.relics.removeTitle(instance.name)}
        about={t.relics.removeAbout}
        action={t.action.remove}
        onConfirm={() => actions.act('remove', instance)}
        onClose={() => setAsking(null)}
      />
    </>
  )
}

/** Ends a start that is under way. */
export const StopStart = ({ actions }: { actions: RelicActions }) => (
  <Button look="quiet" isSmall onClick={actions.stopStart}>
    <Icon of={Square} size="tiny" isFilled />
    {t.action.stop}
  </Button>
)
