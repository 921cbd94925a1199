import type { ArtifactFiles } from '../artifact-files.ts'
import type { Queries, QueryBuilder, StorageDialect } from '../dialect.ts'
import type { Stores } from '../port.ts'
import { prepareArtifacts } from './artifacts.ts'
import { prepareCache } from './cache.ts'
import { prepareFolders } from './folders.ts'
import { prepareGrants } from './grants.ts'
import { prepareJournal } from './journal.ts'
import { prepareMessages } from './messages.ts'
import { prepareMetrics } from './metrics.ts'
import { prepareRuns } from './runs.ts'
import { prepareSessions } from './sessions.ts'
import { prepareState } from './state.ts'

/** All stores of a dialect. The queries are made once; the result then puts the stores on the database or on a transaction cheaply. */
export function prepareStores(db: QueryBuilder, dialect: StorageDialect, files: ArtifactFiles): (on: Queries) => Stores {
  const sessions = prepareSessions(db)
  const folders = prepareFolders(db)
  const messages = prepareMessages(db, dialect)
  const state = prepareState(db)
  const artifacts = prepareArtifacts(db, files)
  const metrics = prepareMetrics(db)
  const cache = prepareCache(db)
  const runs = prepareRuns(db, dialect)
  const journal = prepareJournal(db)
  const grants = prepareGrants(db)
  return (on) => ({
    sessions: sessions(on),
    folders: folders(on),
    messages: messages(on),
    state: state(on),
    artifacts: artifacts(on),
    metrics: metrics(on),
    cache: cache(on),
    runs: runs(on),
    journal: journal(on),
    grants: grants(on),
  })
}
