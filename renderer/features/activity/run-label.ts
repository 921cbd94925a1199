import type { RunKind } from '../../../core/contract/runs.ts'
import { t } from '../../app/messages.ts'
import { builtName } from '../containers/preparations.ts'

/** What a run is called in a list: a build by what it builds, everything else by its name. */
export const runLabel = (kind: RunKind | 'step', name: string): string => (kind === 'build' ? t.activity.buildOf(builtName(name)) : name)
