import { useState } from 'react'
import type { ModelFacts } from '../../../core/contract/models.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { cx } from '../../ui/cx.ts'
import { formatBytes, formatNumber, formatShort } from '../../ui/format.ts'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { ModelSheet } from './model-sheet.tsx'
import { ModelVerdict } from './model-verdict.tsx'
import { RemoveModel } from './remove-model.tsx'
import { RoleMenu, roleName } from './role-menu.tsx'
import { TestTools, toolWords } from './tool-probe.tsx'

interface ModelTableProps {
  label: string
  models: ModelFacts[]
  /** Of all providers, for who holds a role now. */
  all: ModelFacts[]
  defaultModel: string | null
}

const columns = ['w-[23%]', 'w-[8%]', 'w-[12%]', 'w-[12%]', 'w-[10%]', 'w-[16%]', 'w-[9%]', 'w-[10%]']

/** One line a model, with the little of it that is compared; its name opens the rest. */
export function ModelTable({ label, models, all, defaultModel }: ModelTableProps) {
  const [openId, setOpenId] = useState<string | null>(null)
  const open = models.find((model) => model.id === openId)
  return (
    <>
      <ScrollBox className="scroll-pl-[240px] overflow-x-auto" label={label}>
        <table className="table has-lines min-w-[1040px] table-fixed">
          <colgroup>
            {columns.map((width, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change
              <col key={index} className={width} />
            ))}
            <col className="w-[72px]" />
          </colgroup>
          <thead>
            <tr>
              <th className="sticky left-0 z-1 bg-canvas pl-[15px]!">{t.models.model}</th>
              <th className="is-number">{t.models.size}</th>
              <th>{t.models.quant}</th>
              <th className="is-number">{t.models.context}</th>
              <th className="is-number">{t.models.speed}</th>
              <th>{t.models.tools}</th>
              <th>{t.models.fits}</th>
              <th>{t.models.state}</th>
              <th>
                <span className="sr-only">{t.action.more}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <ModelRow key={model.id} model={model} all={all} isDefault={model.id === defaultModel} onOpen={() => setOpenId(model.id)} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {open && <ModelSheet model={open} onClose={() => setOpenId(null)} />}
    </>
  )
}

function contextWords({ contextUsedTokens: used, contextTokens: trained }: ModelFacts): string {
  if (used === null || trained === null || used === trained)
    return [used ?? trained]
      .filter((count) => count !== null)
      .map(formatShort)
      .join('')
  return t.models.contextOf(formatShort(used), formatShort(trained))
}

function ModelRow({ model, all, isDefault, onOpen }: { model: ModelFacts; all: ModelFacts[]; isDefault: boolean; onOpen: () => void }) {
  const tokensPerSecond = model.speed?.outputTokensPerSecond ?? null
  const roles = model.roles.filter((role) => !(isDefault && role === 'chat'))
  return (
    <tr>
      <td className="sticky left-0 z-1 bg-canvas pl-[15px]!">
        <span className="row gap-1.5">
          <button type="button" className="link cut text-[13px] font-medium text-text-1!" title={t.models.more(model.name)} onClick={onOpen}>
            {model.name}
          </button>
          {model.isBuiltInDemo && <span className="chip">{t.composer.demo}</span>}
          {isDefault && <span className="chip">{t.models.default}</span>}
          {roles.length > 0 && <span className="chip cut">{t.models.rolesOf(roles.map(roleName))}</span>}
        </span>
      </td>
      <td className="is-number">{model.sizeBytes === null ? '' : formatBytes(model.sizeBytes)}</td>
      <td className="cut text-text-2">{[model.parameters, model.quantization].filter(Boolean).join(' ')}</td>
      <td className="is-number">{contextWords(model)}</td>
      <td className={cx('is-number', tokensPerSecond === null && 'text-text-3')}>
        {tokensPerSecond === null ? t.models.notMeasured : t.models.speedOf(formatNumber(tokensPerSecond, tokensPerSecond < 100 ? 1 : 0))}
      </td>
      <td>
        <span className="row gap-1">
          <span
            className={cx('cut', model.probe ? (model.probe.hasTools ? 'text-text-1' : 'text-warn') : 'text-text-3')}
            title={model.probe ? told(model.probe.detail) : undefined}
          >
            {toolWords(model, new Date())}
          </span>
          <span className="end">
            <TestTools model={model} />
          </span>
        </span>
      </td>
      <td className="cut">
        <ModelVerdict memory={model.memory} />
      </td>
      <td className={model.isBusy ? 'text-accent' : 'text-text-2'}>
        {model.isBusy ? t.models.busy : model.isLoaded ? t.models.loaded : model.isLocal ? t.models.installed : ''}
      </td>
      <td>
        <span className="row justify-end gap-0.5">
          <RoleMenu model={model} models={all} />
          {model.removal && <RemoveModel model={model} removal={model.removal} />}
        </span>
      </td>
    </tr>
  )
}
