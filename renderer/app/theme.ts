import { useUi } from './ui-store.ts'

/**
 * Writes theme, density and motion on <html> now and at each change; `system` leaves the choice to the browser. What stands in the store is what the
 * settings said last, so that the right colours are there before the settings are (public/first-paint.js is earlier still).
 */
export function applyTheme(): void {
  const write = ({ theme, density, reduceMotion }: { theme: string; density: string; reduceMotion: boolean }) => {
    const { dataset } = document.documentElement
    if (theme === 'system') delete dataset.theme
    else dataset.theme = theme
    if (density === 'compact') dataset.density = density
    else delete dataset.density
    if (reduceMotion) dataset.motion = 'none'
    else delete dataset.motion
  }
  write(useUi.getState())
  useUi.subscribe(write)
}
