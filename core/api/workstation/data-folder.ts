import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'

/** Where the workstation keeps its data when nobody says otherwise, by the custom of the platform. All hosts share it. */
export function defaultDataFolder(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (env.CORTEX_DATA) return env.CORTEX_DATA
  if (platform === 'win32') return win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'Cortex')
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Cortex')
  return posix.join(env.XDG_DATA_HOME || posix.join(home, '.local', 'share'), 'cortex')
}

/** The folder the person is in. `npm run cortex` moves to the project's own and says in INIT_CWD where it came from. */
export const personsFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  env.npm_lifecycle_event === 'cortex' && env.INIT_CWD ? env.INIT_CWD : process.cwd()
