import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where the parts of the app are: in a checkout under its folder, in an installed app under its resources. All absolute. */
export type Locations = {
  /** The built page. */
  pageFolder: string
  preload: string
  /** Address of core's compiled folder, with a slash at the end. */
  coreUrl: string
  /** What ships beside the code: icons, the built-in model, schemas. */
  resourcesFolder: string
  manifestsFolder: string
}

/**
 * In an installed app the window's side (this folder, the preload script, the page) lies in app.asar, whose integrity Electron
 * checks. Core lies beside it as plain files: its children, workers, model and WebAssembly loaders open files by path, and
 * run in processes that know nothing of archives.
 */
export function locate({ isPackaged, appPath, resourcesPath }: { isPackaged: boolean; appPath: string; resourcesPath: string }): Locations {
  const unpacked = isPackaged ? `${appPath}.unpacked` : appPath
  const beside = isPackaged ? resourcesPath : appPath
  return {
    pageFolder: join(appPath, 'out/renderer'),
    preload: join(appPath, 'out/app/electron/preload/preload.cjs'),
    coreUrl: `${pathToFileURL(join(unpacked, 'out/app/core')).href}/`,
    resourcesFolder: join(beside, 'resources'),
    manifestsFolder: join(beside, 'manifests'),
  }
}
