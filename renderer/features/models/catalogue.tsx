import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Failed } from '../../ui/failed.tsx'
import { formatBytes, formatShort } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { Segments } from '../../ui/segments.tsx'
import { filterCatalogue } from './filter-catalogue.ts'
import { GetModel } from './get-model.tsx'
import { ModelVerdict } from './model-verdict.tsx'

const words = t.catalogue
const choices = [
  { value: 'fitting', label: words.fitting },
  { value: 'all', label: words.all },
] as const

/** Good open models, each with its size, whether it fits this computer, and the button that brings it. */
export function Catalogue({ hasOllama }: { hasOllama: boolean }) {
  const { orpc } = useApi()
  const list = useQuery(orpc.models.catalogue.queryOptions({ input: {} }))
  const [text, setText] = useState('')
  const [choice, setChoice] = useState<'fitting' | 'all'>('fitting')
  const shown = filterCatalogue(list.data?.models ?? [], text, choice === 'fitting')
  // The way here from where a model is missing leads to the ones that can be had.
  const place = useRef<HTMLElement>(null)
  const isWanted = (window.history.state as { show?: string } | null)?.show === 'catalogue' && list.data !== undefined
  useEffect(() => {
    if (isWanted) place.current?.scrollIntoView({ block: 'start' })
  }, [isWanted])
  return (
    <section aria-label={words.title} ref={place}>
      <header className="row min-h-[30px] flex-wrap">
        <h2 className="strong">{words.title}</h2>
        <span className="small text-text-3">{words.about}</span>
        <span className="row end gap-1.5">
          <input
            className="field is-small w-[170px]!"
            type="search"
            aria-label={words.find}
            placeholder={words.find}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Segments label={words.show} value={choice} options={choices} onChange={setChoice} />
        </span>
      </header>
      {list.isPending && <Loading what={words.loading} lines={4} className="" />}
      {list.isError && !list.data && <Failed what={words.failed} error={list.error} onRetry={() => list.refetch()} />}
      {list.data && shown.length === 0 && (
        <p className="small border-t border-line-1 pt-2 text-text-3">{choice === 'fitting' && text === '' ? words.noneFits : words.none}</p>
      )}
      {shown.length > 0 && (
        <ScrollBox className="overflow-x-auto" label={words.list}>
          <table className="table has-lines min-w-[940px] table-fixed">
            <thead>
              <tr>
                <th className="w-[46%] pl-[15px]!">{t.models.model}</th>
                <th className="is-number w-[8%]">{t.models.size}</th>
                <th className="is-number w-[8%]">{t.models.context}</th>
                <th className="w-[12%]">{words.licence}</th>
                <th className="w-[9%]">{t.models.fits}</th>
                <th className="w-[17%]">
                  <span className="sr-only">{words.get}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((model) => (
                <tr key={model.id}>
                  <td className="py-1! pl-[15px]! whitespace-normal!">
                    <a className="link text-[13px] font-medium text-text-1!" href={model.page} target="_blank" rel="noreferrer">
                      {model.name}
                    </a>{' '}
                    <span className="text-text-3">
                      {model.parameters} {model.quantization}
                    </span>
                    <br />
                    <span className="text-text-2">{told(model.use)}</span>
                  </td>
                  <td className="is-number">{formatBytes(model.sizeBytes)}</td>
                  <td className="is-number">{formatShort(model.contextTokens)}</td>
                  <td className="cut text-text-2" title={model.licence}>
                    {model.licence}
                  </td>
                  <td className="cut">
                    <ModelVerdict memory={model.memory} />
                  </td>
                  <td className="text-right">
                    <GetModel model={model} hasOllama={hasOllama} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  )
}
