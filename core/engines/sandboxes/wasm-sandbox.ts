import { tmpdir } from 'node:os'
import { posix, relative, sep } from 'node:path'
import type { GuestMount } from './confined-files.ts'
import { createJavaScriptEngine } from './javascript/javascript.ts'
import type { Sandbox, SandboxRequest } from './port.ts'
import { createRunFolder, type RunFolder } from './run-folder.ts'

/** The guest's view of the disk: /tool (its own folder), /work (scratch, with the mounts in it), /tmp and /run. Nothing else exists. */
function guestMounts(request: SandboxRequest, folder: RunFolder): GuestMount[] {
  return [
    { guestPath: '/tool', hostPath: request.folder, isWritable: false },
    { guestPath: '/work', hostPath: folder.work, isWritable: true },
    { guestPath: '/tmp', hostPath: folder.temporary, isWritable: true },
    { guestPath: '/run/secrets', hostPath: folder.secrets, isWritable: false },
    ...(folder.stateFile ? [{ guestPath: '/run/state.json', hostPath: folder.stateFile, isWritable: request.state?.mode === 'rw' }] : []),
    ...request.mounts.map((mount) => ({ guestPath: posix.join('/work', mount.name), hostPath: mount.hostPath, isWritable: mount.mode === 'rw' })),
  ]
}

function guestEnvironment(request: SandboxRequest, folder: RunFolder): Record<string, string> {
  const secrets = Object.keys(request.secrets).map((name) => [`${name}_FILE`, `/run/secrets/${name}`])
  return {
    HOME: '/work',
    TMPDIR: '/tmp',
    LANG: 'C.UTF-8',
    ...Object.fromEntries(secrets),
    ...(folder.stateFile ? { CORTEX_STATE_FILE: '/run/state.json' } : {}),
  }
}

/**
 * The tier that needs nothing installed: JavaScript in QuickJS, Python in Pyodide. `temporaryFolder` is where each run gets its
 * private folder; `partsFolder` is where this folder's own files are, for a build that moves them.
 */
export function createWasmSandbox(options: { temporaryFolder?: string; partsFolder?: URL } = {}): Sandbox & { warm(): void } {
  const temporaryFolder = options.temporaryFolder ?? tmpdir()
  const parts = options.partsFolder ?? new URL('./', import.meta.url)
  const javaScript = createJavaScriptEngine(new URL('javascript/worker.ts', parts))
  return {
    tier: 'wasm',
    async supports(language, needs) {
      if (language === 'go' || language === 'bash') return { isSupported: false, why: `${language} has no WebAssembly sandbox; it needs Docker` }
      if (needs.dependencies) return { isSupported: false, why: 'packages from a registry need Docker' }
      if (language === 'node') return { isSupported: true, why: 'JavaScript runs in QuickJS, a WebAssembly sandbox that needs nothing installed' }
      return { isSupported: false, why: 'python' }
    },
    async run(request, runOptions) {
      if (runOptions.signal.aborted) return { status: 'cancelled' }
      const folder = await createRunFolder(temporaryFolder, request)
      try {
        const script = posix.join('/tool', relative(request.folder, request.script).split(sep).join('/'))
        return await javaScript.run(
          { request, folder, mounts: guestMounts(request, folder), script, env: guestEnvironment(request, folder) },
          runOptions,
        )
      } finally {
        await folder.remove()
      }
    },
    warm: () => javaScript.warm(),
    async close() {
      await javaScript.close()
    },
  }
}
