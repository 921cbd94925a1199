import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { TierChoice } from '../../contract/registry.ts'
import type { Tier } from '../../contract/runs.ts'

/** What one sandbox says about a tool's language and needs. A tier that is not listed has no engine here. `missing` as in `Sandbox.supports`. */
export type TierSupport = { tier: Tier; isSupported: boolean; why: string; missing?: string }

const noContainer = 'no container engine answers'

/**
 * Where a tool will run, and why. `auto` takes a container, else WebAssembly, else refuses; the plain process comes into it only
 * after the person trusted exactly this digest, and for `auto` only where nothing safer can run it. A container that would have to
 * fetch its base image first is not waited for where WebAssembly can run the tool at once. Pure.
 */
export function chooseTier(given: { manifest: ToolManifest; support: TierSupport[]; trustedDigest: string | null; digest: string }): TierChoice {
  const { manifest, support, trustedDigest, digest } = given
  const runtime = manifest.runtime ?? 'auto'
  const isTrusted = trustedDigest === digest
  const wasTrusted = trustedDigest !== null && !isTrusted
  const of = (tier: Tier): TierSupport =>
    support.find((one) => one.tier === tier) ?? { tier, isSupported: false, why: tier === 'container' ? noContainer : 'not available here' }
  const [container, wasm, plain] = [of('container'), of('wasm'), of('process')]
  const choice = (tier: Tier | null, why: string, canTrust = false): TierChoice => ({ tier, why, isTrusted, canTrust })
  const changed = wasTrusted ? ' It changed since you trusted it.' : ''

  if (runtime === 'container') return choice(container.isSupported ? 'container' : null, `It asks for a container: ${container.why}.`)
  if (runtime === 'wasm') return choice(wasm.isSupported ? 'wasm' : null, `It asks for WebAssembly: ${wasm.why}.`)
  if (runtime === 'process') {
    if (!plain.isSupported) return choice(null, `It asks to run as a process: ${plain.why}.`)
    if (!isTrusted) return choice(null, `It runs as an ordinary program of this computer, and only after you trust this version.${changed}`, true)
    return choice('process', `You trust this version: it ${plain.why}.`)
  }
  const isWorthWaiting = container.missing === undefined || !wasm.isSupported
  if (container.isSupported && isWorthWaiting) return choice('container', `In a container: ${container.why}.`)
  if (container.isSupported) return choice('wasm', `In WebAssembly: ${wasm.why} (${container.why}, but ${container.missing}).`)
  if (wasm.isSupported) return choice('wasm', `In WebAssembly: ${wasm.why} (${container.why}).`)
  const unsafe = `No container (${container.why}) and no WebAssembly (${wasm.why})`
  if (!plain.isSupported) return choice(null, `${unsafe}, and it cannot run as a process: ${plain.why}.`)
  if (isTrusted) return choice('process', `${unsafe}. You trust this version: it ${plain.why}.`)
  return choice(null, `${unsafe}. It can run as an ordinary program of this computer if you trust this version.${changed}`, true)
}
