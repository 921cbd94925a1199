import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { useUi } from '../../app/ui-store.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Segments } from '../../ui/segments.tsx'
import { ContainerSettings } from './container-settings.tsx'
import { Grants } from './grants.tsx'
import { ShortcutList } from './shortcut-list.tsx'
import { ToolSecrets } from './tool-secrets.tsx'

export default function SettingsScreen() {
  const { orpc } = useApi()
  const ui = useUi()
  const overview = useQuery(orpc.system.overview.queryOptions({ input: {} }))
  const found = overview.data
  return (
    <Shell>
      <main className="main-pane" data-pane tabIndex={-1}>
        <div className="head">
          <h1>{t.settings.title}</h1>
          {found && <span className="small text-text-3">{`${t.app} ${found.version}, ${found.platform}`}</span>}
        </div>
        <div className="scroll">
          <div className="mx-auto flex w-full max-w-[640px] flex-col gap-6 px-6 py-5">
            <section className="flex flex-col gap-2">
              <Choice name={t.settings.theme}>
                <Segments
                  label={t.settings.theme}
                  value={ui.theme}
                  onChange={(theme) => ui.set({ theme })}
                  options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: t.settings[value] }))}
                />
              </Choice>
              <Choice name={t.settings.density}>
                <Segments
                  label={t.settings.density}
                  value={ui.density}
                  onChange={(density) => ui.set({ density })}
                  options={(['comfortable', 'compact'] as const).map((value) => ({ value, label: t.settings[value] }))}
                />
              </Choice>
            </section>
            <section>
              <h2 className="section-head text-text-1">{t.settings.folders}</h2>
              {overview.isPending && <Loading what={t.settings.loading} className="py-2" />}
              {overview.isError && !found && <Failed what={t.settings.failed} error={overview.error} onRetry={() => overview.refetch()} />}
              {found && (
                <dl>
                  <Place name={t.settings.data} value={found.dataFolder} />
                  <Place name={t.settings.manifests} value={found.personalManifests} />
                  <Place name={t.settings.modelsFolder} value={found.modelsFolder} />
                  <div className="pair border-b border-line-1 py-1">
                    <dt>{t.settings.database}</dt>
                    <dd className="text-text-2">{[found.database.detail, formatBytes(found.database.sizeBytes)].filter(Boolean).join(' ')}</dd>
                  </div>
                </dl>
              )}
            </section>
            <ContainerSettings />
            <Grants />
            <ToolSecrets />
            <section>
              <h2 className="section-head text-text-1">{t.settings.shortcuts}</h2>
              <ShortcutList />
            </section>
          </div>
        </div>
      </main>
    </Shell>
  )
}

const Choice = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="row min-h-8 justify-between">
    <span>{name}</span>
    {children}
  </div>
)

const Place = ({ name, value }: { name: string; value: string }) => (
  <div className="pair border-b border-line-1 py-0.5">
    <dt>{name}</dt>
    <dd className="row justify-end">
      <span className="mono cut" title={value}>
        {value}
      </span>
      <CopyButton text={() => value} label={`${t.action.copy}: ${name}`} />
    </dd>
  </div>
)
