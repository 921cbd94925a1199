import { AxeBuilder } from '@axe-core/playwright'
import { startFullWorkstation } from '../full-workstation.ts'
import { openScreen, screens, sizes, themes } from '../screens.ts'
import { expect, test } from '../workstation.ts'

for (const { width, height } of sizes) {
  for (const theme of themes) {
    test(`axe finds nothing on any screen, nor with anything open over it: ${theme}, ${width} x ${height}`, async ({ page }) => {
      test.setTimeout(600_000)
      const full = await startFullWorkstation()
      try {
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await page.goto(full.address)
        await expect(page.getByText('Saved', { exact: true })).toBeVisible()
        await full.askLive()
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
      } finally {
        await full.close()
      }
    })
  }
}
