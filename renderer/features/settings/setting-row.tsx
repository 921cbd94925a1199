import { RotateCcw } from 'lucide-react'
import { useEffect, useId } from 'react'
import type { SettingsState } from '../../../core/contract/settings.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Marked } from './marked.tsx'
import { SettingControl } from './setting-control.tsx'
import { isSame, type Setting, valueAt } from './setting-list.ts'
import { tellValue } from './tell-value.ts'
import { useSaveSetting } from './use-settings.ts'

const words = t.settingsPage

/** One setting: what it is, its key, its control, whether it differs from its default, and why a value was refused. */
export function SettingRow({ setting, state, query = '' }: { setting: Setting; state: SettingsState; query?: string }) {
  const id = useId()
  const save = useSaveSetting(setting, state)
  // Why it was refused may be mended by now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state of the file is the trigger
  useEffect(() => save.reset(), [state.problem])
  const written = valueAt(state.written, setting.path)
  const isChanged = written !== undefined && !isSame(written, setting.default)
  // What was just chosen stands there while it is saved.
  const value = save.isPending ? (save.variables ?? setting.default) : (written ?? setting.default)
  const isBeside = setting.kind === 'switch' || setting.kind === 'choice' || setting.kind === 'number'
  return (
    <li className={cx('setting', isBeside && 'is-beside')} data-setting={setting.path}>
      <div className="min-w-0">
        <div className="row flex-wrap gap-x-2 gap-y-0">
          <label className="strong" htmlFor={id} id={`${id}-title`}>
            <Marked text={setting.title} query={query} />
          </label>
          {isChanged && (
            <>
              <span className="setting-changed" title={setting.default === undefined ? words.changedAtAll : words.changedFrom(tellValue(setting))}>
                {words.changed}
              </span>
              <Button
                look="quiet"
                isSmall
                className="setting-reset"
                disabled={save.isPending}
                aria-label={words.resetOne(setting.title)}
                onClick={() => save.mutate(undefined)}
              >
                <Icon of={RotateCcw} size="tiny" />
                {words.reset}
              </Button>
            </>
          )}
        </div>
        <p className="small text-text-2" id={`${id}-about`}>
          <Marked text={setting.about} query={query} />
        </p>
        <code className="setting-key">
          <Marked text={setting.path} query={query} />
        </code>
      </div>
      <div className="setting-control">
        <SettingControl id={id} setting={setting} value={value} isRefused={save.isError} onSave={(next) => save.mutate(next)} onEdit={save.reset} />
      </div>
      {save.isError && (
        <p className="field-note is-bad col-span-full" role="alert" id={`${id}-error`}>
          {`${words.notSaved}: ${errorText(save.error)}`}
        </p>
      )}
    </li>
  )
}
