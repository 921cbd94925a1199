import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ProviderStatus } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { errorText, Failed } from '../../ui/failed.tsx'
import { formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Menu, MenuItem, MenuLabel } from '../../ui/menu.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { useContainerStats } from '../containers/use-tool-image.ts'
import { KeySheet } from '../models/key-sheet.tsx'
import { EngineHowTo } from './engine-how-to.tsx'
import { type FoundRow, foundRows } from './found-rows.ts'

/** Checks of the doctor that have rows of their own here. */
const ownChecks = new Set(['built-in-model', 'own-models', 'library', 'ollama', 'containers', 'cloud-keys'])

/**
 * What works on this computer and what is missing, each with one step. It never asks for anything, is hidden by its cross and comes back by the
 * setting chats.foundPanel.
 */
export function FoundPanel() {
  const { client, queries, orpc } = useApi()
  const settings = useQuery(orpc.settings.get.queryOptions({ input: {} }))
  const isShown = settings.data?.settings.chats.foundPanel === true
  if (!isShown) return null
  const set = async (foundPanel: boolean) => {
    const next = await client.settings.set({ path: 'chats.foundPanel', value: foundPanel })
    queries.setQueryData(orpc.settings.get.queryKey({ input: {} }), next)
  }
  const hide = () =>
    void set(false)
      .then(() => showToast(t.found.hidden, () => set(true)))
      .catch((error: unknown) => showToast(errorText(error)))
  return <Panel onHide={hide} />
}

function Panel({ onHide }: { onHide: () => void }) {
  const { orpc } = useApi()
  const [, go] = useLocation()
  // Ollama comes and goes without a word; an engine is told of.
  const models = useQuery(orpc.models.list.queryOptions({ input: {}, staleTime: 0, refetchInterval: 5_000 }))
  const library = useQuery(orpc.registry.list.queryOptions({ input: {} }))
  const engine = useContainerStats().data?.engine ?? null
  const doctor = useQuery(orpc.system.doctor.queryOptions({ input: {} }))
  const failed = [models, library].find((query) => query.isError && !query.data)
  const isReady = models.data && library.data
  const others = doctor.data?.checks.filter(({ id, state }) => !ownChecks.has(id) && (state === 'warning' || state === 'failed')) ?? []
  return (
    <section className="card found" aria-label={t.first.panel}>
      <header className="row h-[38px] pr-2 pl-3.5">
        <h2 className="strong">{t.first.panel}</h2>
        {doctor.data && <span className="small cut text-text-3">{t.first.checkedIn(formatDuration(doctor.data.durationMs))}</span>}
        <span className="end">
          <IconButton label={t.action.hide} isSmall onClick={onHide}>
            <Icon of={X} size="small" />
          </IconButton>
        </span>
      </header>
      {!isReady && !failed && <Loading what={t.first.checking} className="border-t border-line-1 p-4" />}
      {failed && <Failed what={t.first.failed} error={failed.error} onRetry={() => failed.refetch()} />}
      {isReady && (
        <ul>
          {foundRows({ models: models.data.models, providers: models.data.providers, manifests: library.data.manifests, engine }).map((row) => (
            <Row key={row.id} row={row} />
          ))}
          {others.length > 0 && (
            <li className="found-row">
              <StateGlyph state={others.some(({ state }) => state === 'failed') ? 'failed' : 'waiting'} />
              <b className="font-medium">{t.found.more(others.length)}</b>
              <span className="small line-clamp-2 min-w-0 text-text-2">{others.map(({ title }) => told(title)).join(', ')}</span>
              <Button isSmall onClick={() => go('/settings/doctor')}>
                {t.found.openDoctor}
              </Button>
            </li>
          )}
        </ul>
      )}
    </section>
  )
}

const Row = ({ row }: { row: FoundRow }) => (
  <li className="found-row">
    <StateGlyph state={row.state} />
    <b className="font-medium">{row.title}</b>
    <span className="small line-clamp-2 min-w-0 text-text-2" title={row.detail}>
      {row.detail}
    </span>
    <Step row={row} />
  </li>
)

function Step({ row: { step, isMissing } }: { row: FoundRow }) {
  const [, go] = useLocation()
  const [keyOf, setKeyOf] = useState<ProviderStatus | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  const look = isMissing ? 'default' : 'quiet'
  if (!step) return <span />
  if (step.kind === 'go')
    return (
      <Button look={look} isSmall aria-label={step.name} onClick={() => go(step.path, { state: { show: step.show } })}>
        {step.label}
      </Button>
    )
  if (step.kind === 'engine')
    return (
      <>
        <Button look={look} isSmall aria-label={t.found.howToLabel} onClick={() => setIsOpen(true)}>
          {step.label}
        </Button>
        {isOpen && <EngineHowTo onClose={() => setIsOpen(false)} />}
      </>
    )
  return (
    <>
      <Menu
        label={step.label}
        trigger={
          <Button look={look} isSmall>
            {step.label}
          </Button>
        }
      >
        <MenuLabel>{t.found.keyOf}</MenuLabel>
        {step.providers.map((provider) => (
          <MenuItem key={provider.id} onSelect={() => setKeyOf(provider)}>
            {provider.title}
          </MenuItem>
        ))}
      </Menu>
      {keyOf && <KeySheet provider={keyOf} onClose={() => setKeyOf(null)} />}
    </>
  )
}
