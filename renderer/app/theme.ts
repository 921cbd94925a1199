import { useUi } from './ui-store.ts'

/** Writes the chosen theme and density on <html> now and at each change; `system` leaves the choice to the browser. */
export function applyTheme(): void {
  const write = ({ theme, density }: { theme: string; density: string }) => {
    const { dataset } = document.documentElement
    if (theme === 'system') delete dataset.theme
    else dataset.theme = theme
    if (density === 'compact') dataset.density = density
    else delete dataset.density
  }
  write(useUi.getState())
  useUi.subscribe(write)
}
