// Before anything is drawn: how the window looked last time. Settings come later, see app/theme.ts.
try {
  const { theme, density } = JSON.parse(localStorage.getItem('cortex.ui') ?? '{}').state ?? {}
  const { dataset } = document.documentElement
  if (theme === 'light' || theme === 'dark') dataset.theme = theme
  if (density === 'compact') dataset.density = density
} catch {
  // A window that keeps nothing looks as the system does, until the settings are there.
}
