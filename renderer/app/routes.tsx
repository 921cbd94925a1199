import { Suspense } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { useConnectionState } from '../api/api-context.ts'
import { NewChatScreen } from '../features/chats/new-chat-screen.tsx'
import { Refused } from '../features/status/refused.tsx'
import { Button } from '../ui/button.tsx'
import { lazyScreen, screenAhead } from './lazy-screen.ts'
import { t } from './messages.ts'
import { Overlays } from './overlays.tsx'
import { Shell } from './shell.tsx'

/** A chat, with all that an answer is drawn with. A start shows it only where the address says so, yet it is what is opened next. */
export const ChatScreen = screenAhead(() => import('../features/chats/chat-screen.tsx'))
const LibraryScreen = lazyScreen(() => import('../features/library/library-screen.tsx'))
const GalleryScreen = lazyScreen(() => import('../features/library/gallery-screen.tsx'))
const GraphScreen = lazyScreen(() => import('../features/library/graph/graph-screen.tsx'))
const EditScreen = lazyScreen(() => import('../features/library/edit-screen.tsx'))
const RelicsScreen = lazyScreen(() => import('../features/relics/relics-screen.tsx'))
const ModelsScreen = lazyScreen(() => import('../features/models/models-screen.tsx'))
const ActivityScreen = lazyScreen(() => import('../features/activity/activity-screen.tsx'))
const QuickScreen = lazyScreen(() => import('../features/quick/quick-screen.tsx'))
const SettingsScreen = lazyScreen(() => import('../features/settings/settings-screen.tsx'))

const Waiting = () => (
  <Shell>
    <main className="main-pane" />
  </Shell>
)

export function Routes() {
  const state = useConnectionState()
  const [location] = useLocation()
  if (state === 'refused') return <Refused />
  // It has a window of its own, with nothing around it.
  if (location === '/quick')
    return (
      <Suspense fallback={null}>
        <QuickScreen />
      </Suspense>
    )
  return (
    <>
      <Overlays />
      <Suspense fallback={<Waiting />}>
        <Switch>
          <Route path="/">
            <Redirect to="/chats" replace />
          </Route>
          <Route path="/chats">
            <NewChatScreen />
          </Route>
          <Route path="/chats/:id">{({ id }) => <ChatScreen key={id} id={id} />}</Route>
          <Route path="/agents/:name?">{({ name }) => <LibraryScreen kind="Agent" name={name ?? null} />}</Route>
          <Route path="/tools/:name?">{({ name }) => <LibraryScreen kind="Tool" name={name ?? null} />}</Route>
          <Route path="/library/gallery">
            <GalleryScreen />
          </Route>
          <Route path="/library/graph">
            <GraphScreen />
          </Route>
          <Route path="/library/edit/:kind/:name">{({ kind, name }) => <EditScreen key={`${kind}/${name}`} kind={kind} name={name} />}</Route>
          <Route path="/relics/:name?/:id?">{({ name, id }) => <RelicsScreen name={name ?? null} id={id ?? null} />}</Route>
          <Route path="/models">
            <ModelsScreen />
          </Route>
          <Route path="/activity/:id?">{({ id }) => <ActivityScreen id={id ?? null} />}</Route>
          <Route path="/settings/:section?">{({ section }) => <SettingsScreen section={section ?? null} />}</Route>
          <Route>
            <Shell>
              <main className="main-pane items-start gap-3 p-4">
                <h1>{t.shell.notFound}</h1>
                <Button onClick={() => window.location.assign('#/chats')}>{t.shell.toChats}</Button>
              </main>
            </Shell>
          </Route>
        </Switch>
      </Suspense>
    </>
  )
}
