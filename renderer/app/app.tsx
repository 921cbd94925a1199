import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, useEffect } from 'react'
import { Router } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { ApiProvider } from '../api/api-context.ts'
import { followAppEvents, refreshQueries } from '../api/app-events.ts'
import { type Api, watchHealth } from '../api/client.ts'
import { followHistories } from '../features/chats/history.ts'
import { sendQueues } from '../features/chats/queue-sender.ts'
import { InstallProvider } from '../features/install/install-provider.tsx'
import { createNotifier } from '../features/notify/notifier.ts'
import { Tips } from '../ui/tip.tsx'
import { Announcer } from './announcer.tsx'
import { AppearanceFollower } from './appearance-follower.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { LanguageFollower } from './language-follower.tsx'
import { Routes } from './routes.tsx'

export function App({ api }: { api: Api }) {
  useEffect(() => {
    const stopHealth = watchHealth(api)
    const notify = createNotifier(api)
    const queues = sendQueues(api)
    const stopEvents = followAppEvents(api, (event) => {
      refreshQueries(api, event)
      followHistories(api, event)
      queues.take(event)
      notify(event)
    })
    return () => {
      stopHealth()
      stopEvents()
      queues.close()
    }
  }, [api])

  return (
    <StrictMode>
      <ApiProvider value={api}>
        <QueryClientProvider client={api.queries}>
          <Router hook={useHashLocation}>
            <ErrorBoundary>
              <InstallProvider>
                <Routes />
              </InstallProvider>
            </ErrorBoundary>
          </Router>
          <Announcer />
          <AppearanceFollower />
          <LanguageFollower />
          <Tips />
        </QueryClientProvider>
      </ApiProvider>
    </StrictMode>
  )
}
