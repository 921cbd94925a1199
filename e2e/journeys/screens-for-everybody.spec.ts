import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { containerScreens } from '../container-screens.ts'
import { hasContainerEngine, startFullContainerWorkstation } from '../full-container-workstation.ts'
import { startFullWorkstation } from '../full-workstation.ts'
import { openScreen, type Screen, screens, sizes, themes } from '../screens.ts'
import { expect, test } from '../workstation.ts'

// Each has a workstation of its own, and takes minutes.
test.describe.configure({ mode: 'parallel' })

type Full = { address: string; close(): Promise<void>; askLive?(): Promise<void> }

/** Opens each screen in turn and looks at it with axe. */
async function lookAt<Of extends Full>(page: Page, full: Of, screens: Screen<Of>[]): Promise<void> {
  await page.goto(full.address)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await full.askLive?.()
  for (const screen of screens) {
    await test.step(screen.name, async () => {
      await openScreen(page, full, screen)
      // An open menu stands outside the landmarks, as menus do: it has the focus, and closes when it loses it.
      const isMenu = screen.name.endsWith('-menu')
      const { violations } = await new AxeBuilder({ page }).disableRules(isMenu ? ['region'] : []).analyze()
      const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => ({ id, help, html, failureSummary })))
      expect.soft(found, screen.name).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect.soft(overflow, `${screen.name} is wider than the window`).toBeLessThanOrEqual(0)
    })
  }
}

/** Each theme and each size once: what axe looks at in one does not change with the other. */
const looks = themes.map((theme, index) => ({ theme, ...(sizes[index] ?? { width: 1280, height: 800 }) }))

for (const { theme, width, height } of looks) {
  test(`axe finds nothing on any screen, nor with anything open over it: ${theme}, ${width} x ${height}`, async ({ page }) => {
    test.setTimeout(1_200_000)
    await using stack = new AsyncDisposableStack()
    const full = await startFullWorkstation()
    stack.defer(() => full.close())
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await lookAt(page, full, screens)
  })

  test(`axe finds nothing on the screens of containers and relics: ${theme}, ${width} x ${height}`, async ({ page }) => {
    test.skip(!hasContainerEngine(), 'No container engine answers here.')
    test.setTimeout(1_200_000)
    await using stack = new AsyncDisposableStack()
    const full = await startFullContainerWorkstation()
    stack.defer(() => full.close())
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await lookAt(page, full, containerScreens)
  })
}
