import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { ProblemPanel } from '../library/problem-panel.tsx'

/** What is wrong with the manifest of a relic that is in force all the same, shown as with tools and agents. */
export function RelicProblems({ name }: { name: string }) {
  const { orpc } = useApi()
  const [, go] = useLocation()
  const manifest = useQuery(orpc.registry.get.queryOptions({ input: { kind: 'Relic', name }, retry: false }))
  const { summary, source } = manifest.data ?? {}
  if (!summary || summary.problems.length === 0) return null
  const isOwn = (file: string) => summary.root !== 'bundled' && file === summary.file
  const fixable = summary.problems.find((problem) => problem.fix && isOwn(problem.file))
  return summary.problems.map((problem) => (
    <ProblemPanel
      key={`${problem.line}:${problem.column}:${problem.code}`}
      problem={problem}
      source={problem.file === summary.file ? (source ?? null) : null}
      note={summary.isStale ? t.library.stays : null}
      onEdit={problem.file === summary.file ? () => go(`/library/edit/relic/${name}`) : null}
      canFix={isOwn(problem.file)}
      hasKey={problem === fixable}
    />
  ))
}
