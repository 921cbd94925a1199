/** Marks the page while the keyboard is what it is used with. */
export function markKeyboardUse(): void {
  const { dataset } = document.documentElement
  window.addEventListener('keydown', () => (dataset.keys = ''), true)
  window.addEventListener('pointerdown', () => delete dataset.keys, true)
}
