import { Shell } from '../../app/shell.tsx'

export default function SettingsScreen(_: Record<string, unknown>) {
  return (
    <Shell>
      <main className="main-pane" />
    </Shell>
  )
}
