import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, posix, relative, sep } from 'node:path'
import { type Logger, silentLogger } from '../../kernel/logger.ts'
import type { GuestMount } from './confined-files.ts'
import { createJavaScriptEngine } from './javascript/javascript.ts'
import { findWalls, type Walls } from './os-walls.ts'
import type { Sandbox, SandboxRequest } from './port.ts'
import { createPythonEngine } from './python/python.ts'
import { createRunFolder, type RunFolder } from './run-folder.ts'

/** The guest's view of the disk: /tool (its own folder), /work (scratch, with the mounts in it), /tmp and /run. Nothing else exists. */
function guestMounts(request: SandboxRequest, folder: RunFolder): GuestMount[] {
  return [
    { guestPath: '/tool', hostPath: request.folder, isWritable: false },
    { guestPath: '/work', hostPath: folder.work, isWritable: true },
    { guestPath: '/tmp', hostPath: folder.temporary, isWritable: true },
    { guestPath: '/run', hostPath: folder.run, isWritable: false },
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
export function createWasmSandbox(
  options: { temporaryFolder?: string; partsFolder?: URL; findWalls?: () => Promise<Walls>; logger?: Logger } = {},
): Sandbox & { warm(): void } {
  const temporaryFolder = options.temporaryFolder ?? tmpdir()
  const parts = options.partsFolder ?? new URL('./', import.meta.url)
  const logger = options.logger ?? silentLogger
  let foundWalls: Promise<Walls> | null = null
  const walls = () => {
    foundWalls ??= (options.findWalls ?? findWalls)()
    return foundWalls
  }
  const javaScript = createJavaScriptEngine(new URL('javascript/worker.ts', parts))
  const python = createPythonEngine({ childFolder: new URL('python/', parts), temporaryFolder, walls })
  return {
    tier: 'wasm',
    async supports(language, needs) {
      if (language === 'go' || language === 'bash') return { isSupported: false, why: `${language} has no WebAssembly sandbox; it needs Docker` }
      if (needs.dependencies) return { isSupported: false, why: 'packages from a registry need Docker' }
      if (language === 'node') return { isSupported: true, why: 'JavaScript runs in QuickJS, a WebAssembly sandbox that needs nothing installed' }
      const { canCutNetwork, why } = await walls()
      const network = canCutNetwork ? `its network is ${why}` : `its network is closed by the sandbox alone, not by the system: ${why}`
      return {
        isSupported: true,
        why: `Python runs in Pyodide, a WebAssembly build with the standard library, in a process without rights; ${network}`,
      }
    },
    async run(request, runOptions) {
      if (runOptions.signal.aborted) return { status: 'cancelled' }
      const folder = await createRunFolder(temporaryFolder, request)
      try {
        const script = posix.join('/tool', relative(request.folder, request.script).split(sep).join('/'))
        // A folder stands where each mount will be, so that listings show it.
        await Promise.all(request.mounts.map((mount) => mkdir(join(folder.work, mount.name), { recursive: true })))
        const guest = { request, folder, mounts: guestMounts(request, folder), script, env: guestEnvironment(request, folder) }
        logger.debug('wasm run', { tool: request.toolName, language: request.language })
        return await (request.language === 'python' ? python : javaScript).run(guest, runOptions)
      } finally {
        await folder.remove()
      }
    },
    warm: () => javaScript.warm(),
    async close() {
      await Promise.all([javaScript.close(), python.close()])
    },
  }
}
