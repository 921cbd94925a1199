import type { MenuItemConstructorOptions } from 'electron'
import type { Labels } from './offered-actions.ts'

type TrayState = {
  isVisible: boolean
  /** Answers, builds and other work under way. */
  running: number
  labels: Labels
}
type Doers = { toggle(): void; newChat(): void; quickPrompt(): void; quit(): void }

export const runningText = ({ running, labels }: Pick<TrayState, 'running' | 'labels'>): string => labels.running.replace('{count}', String(running))
/** What stands beside the pointer over the icon. */
export const trayTip = (state: Pick<TrayState, 'running' | 'labels'>): string => (state.running > 0 ? `Cortex, ${runningText(state)}` : 'Cortex')

/** The menu of the icon in the tray. What runs is told, not done: it goes on whether the window is there or not. */
export function trayTemplate(state: TrayState, { toggle, newChat, quickPrompt, quit }: Doers): MenuItemConstructorOptions[] {
  const { isVisible, running, labels } = state
  return [
    { label: isVisible ? labels.hide : labels.show, click: toggle },
    { label: labels.newChat, click: newChat },
    { label: labels.quickPrompt, click: quickPrompt },
    { type: 'separator' },
    ...(running > 0 ? [{ label: runningText(state), enabled: false }, { type: 'separator' as const }] : []),
    { label: labels.quit, click: quit },
  ]
}
