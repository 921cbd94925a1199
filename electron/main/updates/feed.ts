import type { AppUpdater, UpdateInfo } from 'electron-updater'
import type { Found } from './update-state.ts'
import type { UpdateSource } from './updates.ts'

type Token = { cancel(): void; dispose(): void }
type Options = {
  updater: AppUpdater
  /** A fresh one for each download: `CancellationToken` of electron-updater. */
  newToken: () => Token
  log(message: string, fields?: Record<string, unknown>): void
}

/**
 * electron-updater over the feed that the installer was built with (`app-update.yml`). It is told to do nothing by itself, and to send nothing
 * that tells one computer from another: the share of computers that a staged version is for is worked out here.
 */
export function createFeed({ updater, newToken, log }: Options): UpdateSource {
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  // A number that stays the same would make the requests of one computer known by it.
  updater.requestHeaders = { 'x-user-staging-id': 'none' }
  const say = (level: string) => (message: unknown) => log(String(message), { level })
  updater.logger = { info: say('info'), warn: say('warn'), error: say('error') }
  // Whoever calls gets it as a rejection, too; an `error` event without a listener would end the app.
  updater.on('error', () => {})
  return {
    async find(channel) {
      // Setting a channel allows going back to an older version, which is not what anybody asked for.
      updater.channel = channel === 'beta' ? 'beta' : 'latest'
      updater.allowDowngrade = false
      updater.allowPrerelease = channel === 'beta'
      const result = await updater.checkForUpdates()
      // Told apart from being the newest: a folder that was unpacked by hand, say, cannot be replaced.
      if (result === null)
        throw new Error('Cortex was not installed in a way that lets it update itself. A newer version has to be installed by hand.')
      return result.isUpdateAvailable ? foundOf(result.updateInfo) : null
    },
    async fetch(signal, onProgress) {
      const token = newToken()
      const stop = () => token.cancel()
      const progress = ({ percent, bytesPerSecond }: { percent: number; bytesPerSecond: number }) => onProgress({ percent, bytesPerSecond })
      signal.addEventListener('abort', stop, { once: true })
      updater.on('download-progress', progress)
      try {
        await updater.downloadUpdate(token as Parameters<AppUpdater['downloadUpdate']>[0])
      } finally {
        signal.removeEventListener('abort', stop)
        updater.off('download-progress', progress)
        token.dispose()
      }
    },
    install: () => updater.quitAndInstall(false, true),
    setInstallOnQuit(isOn) {
      updater.autoInstallOnAppQuit = isOn
    },
  }
}

/** Notes come as text, or by version; markup is left out, as they are shown as text. */
function foundOf(info: UpdateInfo): Found {
  const { releaseNotes } = info
  const notes = Array.isArray(releaseNotes) ? releaseNotes.map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n') : (releaseNotes ?? '')
  return {
    version: info.version,
    notes: notes
      .replace(/<[^>]*>/g, '')
      .trim()
      .slice(0, 20_000),
    sizeBytes: info.files[0]?.size ?? null,
  }
}
