import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Ellipsis, MessagesSquare, Pencil, Trash2 } from 'lucide-react'
import { useLocation } from 'wouter'
import type { ManifestKind } from '../../../core/contract/manifests/common.ts'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast, useUi } from '../../app/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { errorText, Failed } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { TierWall } from '../../ui/tier-wall.tsx'
import { ToolImage } from '../containers/tool-image.tsx'
import { useUndo } from '../install/use-undo.ts'
import { useEditing } from './editor/editing-store.ts'
import { EditorPane } from './editor/editor-pane.tsx'
import { ManifestGraph } from './graph/manifest-graph.tsx'
import { kindIcons, listOf } from './icons.ts'
import { useManifestActions } from './library-actions.ts'
import { ManifestFacts } from './manifest-facts.tsx'
import { ProblemPanel } from './problem-panel.tsx'
import { SourceView } from './source-view.tsx'
import { TryIt } from './try-it.tsx'

/** One manifest: what it does, what is wrong with it, a form to try it, and what it may do. */
export function ManifestDetail({ kind, name }: { kind: ManifestKind; name: string }) {
  const { orpc } = useApi()
  const { open, start, setOpen } = useEditing()
  const found = useQuery(orpc.registry.get.queryOptions({ input: { kind, name } }))
  if (found.isPending) return <Loading what={t.library.loading} lines={6} />
  if (!found.data) return <Failed what={t.library.failed} error={found.error} onRetry={() => found.refetch()} />
  const { summary, manifest, source, usedBy } = found.data
  const key = `${kind}/${name}`
  const fixable = summary.problems.find((problem) => problem.fix && summary.root !== 'bundled' && problem.file === summary.file)
  if (open === key)
    return (
      <>
        <DetailHead summary={summary} onEdit={null} />
        <EditorPane kind={kind} of={{ name }} start={start} onClose={() => setOpen(null)} />
      </>
    )
  return (
    <>
      <DetailHead summary={summary} onEdit={() => setOpen(key)} />
      <div className="scroll flex flex-col gap-3 px-4 py-3">
        <p className="text-text-2">
          {summary.description || t.library.noDescription}{' '}
          {summary.description && kind === 'Tool' && <span className="text-text-3">{t.library.modelSees}</span>}
        </p>
        {summary.problems.map((problem) => (
          <ProblemPanel
            key={`${problem.line}:${problem.column}:${problem.code}`}
            problem={problem}
            source={problem.file === summary.file ? source : null}
            note={summary.isStale ? t.library.stays : null}
            onEdit={problem.file === summary.file ? () => setOpen(key, problem) : null}
            canFix={summary.root !== 'bundled' && problem.file === summary.file}
            hasKey={problem === fixable}
          />
        ))}
        <div className="grid gap-x-7 gap-y-3 xl:grid-cols-[minmax(0,1fr)_312px]">
          <TryIt key={summary.digest} summary={summary} schema={manifest.parameters} />
          <ManifestFacts summary={summary} usedBy={usedBy} />
        </div>
        {kind === 'Tool' && (
          <ToolImage key={`image ${name}`} name={name} isNeeded={summary.tier?.tier === 'container' || summary.tier?.tier === null} />
        )}
        <ManifestGraph kind={kind} name={name} />
        <SourceView source={source} file={summary.file} problems={summary.problems.filter((problem) => problem.file === summary.file)} />
      </div>
    </>
  )
}

function DetailHead({ summary, onEdit }: { summary: ManifestSummary; onEdit: (() => void) | null }) {
  const { client, queries, orpc } = useApi()
  const [, go] = useLocation()
  const set = useUi((state) => state.set)
  const undo = useUndo()
  useManifestActions(summary)
  const { kind, name } = summary
  const list = listOf(kind)
  const remove = async () => {
    const removed = await client.registry.remove({ kind, name })
    go(list)
    const id = removed.undo
    showToast(t.library.trashed(name), id === null ? null : () => undo.restore(id, name))
    await queries.invalidateQueries({ queryKey: orpc.registry.key() })
  }
  return (
    <div className="head">
      <IconButton label={t.library.back} isSmall className="-ml-2 min-[901px]:hidden" onClick={() => go(list)}>
        <Icon of={ArrowLeft} size="small" />
      </IconButton>
      <Icon of={kindIcons[kind]} className="text-text-3" />
      <h2 className="cut">{name}</h2>
      {summary.version && <span className="small flex-none text-text-3">{t.library.version(summary.version)}</span>}
      {kind === 'Tool' && <TierWall tier={summary.tier?.tier ?? null} />}
      <span className="row end flex-none gap-1">
        {kind === 'Agent' && (
          <Button
            look="quiet"
            isSmall
            onClick={() => {
              set({ nextAgent: name })
              go('/chats')
            }}
          >
            <Icon of={MessagesSquare} size="small" />
            {t.library.startChat}
          </Button>
        )}
        {onEdit && (
          <Button look="quiet" isSmall onClick={onEdit}>
            <Icon of={Pencil} size="small" />
            {t.action.edit}
          </Button>
        )}
        {summary.root === 'personal' && (
          <Menu
            label={t.action.more}
            trigger={
              <IconButton label={t.action.more}>
                <Icon of={Ellipsis} />
              </IconButton>
            }
          >
            <MenuItem icon={Trash2} isDanger onSelect={() => void remove().catch((error) => showToast(errorText(error)))}>
              {t.library.moveToTrash}
            </MenuItem>
          </Menu>
        )}
      </span>
    </div>
  )
}
