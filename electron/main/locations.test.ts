import { expect, it } from 'vitest'
import { locate } from './locations.ts'

it('finds everything under the checkout while developing', () => {
  const found = locate({ isPackaged: false, appPath: '/code/cortex', resourcesPath: '/code/cortex/node_modules/electron/dist/resources' })
  expect(found).toEqual({
    pageFolder: '/code/cortex/out/renderer',
    preload: '/code/cortex/out/app/electron/preload/preload.cjs',
    coreUrl: 'file:///code/cortex/out/app/core/',
    resourcesFolder: '/code/cortex/resources',
    manifestsFolder: '/code/cortex/manifests',
  })
})

it('takes core and what it opens by path from outside the archive of an installed app', () => {
  const found = locate({ isPackaged: true, appPath: '/opt/Cortex App/resources/app.asar', resourcesPath: '/opt/Cortex App/resources' })
  expect(found.coreUrl).toBe('file:///opt/Cortex%20App/resources/app.asar.unpacked/out/app/core/')
  expect(found.resourcesFolder).toBe('/opt/Cortex App/resources/resources')
  expect(found.pageFolder).toBe('/opt/Cortex App/resources/app.asar/out/renderer')
})
