import type { ModelFacts, ProviderStatus } from '../../../contract/models.ts'
import type { ModelGateway, Provider, ProvidersFacts } from '../port.ts'
import { judgeMemory, type MachineMemory } from './judge-memory.ts'
import type { Measurements } from './measurements.ts'

export type ListFactsParts = {
  gateway: Pick<ModelGateway, 'list' | 'busy'>
  providers: readonly Provider[]
  measurements: Pick<Measurements, 'speedOf' | 'probeOf'>
  machineMemory(): Promise<MachineMemory>
  /** What the person set: role -> provider/name. */
  roles(): Readonly<Record<string, string | undefined>>
}

/** A provider that is slow to tell its facts leaves them out; the list of models is there without. */
const factsTimeoutMs = 8_000

/** Every model with all that is known of it on this computer. */
export async function listFacts(
  parts: ListFactsParts,
  signal: AbortSignal,
): Promise<{ models: ModelFacts[]; providers: ProviderStatus[]; defaultModel: string | null }> {
  const { gateway, measurements } = parts
  const { models, providers, defaultModel } = await gateway.list(signal)
  const ready = parts.providers.filter(({ id }) => providers.some((status) => status.id === id && status.state === 'ready'))
  const limit = AbortSignal.any([signal, AbortSignal.timeout(factsTimeoutMs)])
  const told = new Map<string, ProvidersFacts>()
  await Promise.all(
    ready.map(async (provider) => {
      for (const one of (await provider.facts?.(limit).catch(() => [])) ?? []) told.set(`${provider.id}/${one.name}`, one)
    }),
  )
  const memory = [...told.values()].some(({ need }) => need) ? await parts.machineMemory() : null
  const roles = Object.entries(parts.roles())
  const busy = gateway.busy()
  const facts = models.map(async (model): Promise<ModelFacts> => {
    const known = told.get(model.id)
    const verdict = known?.need && memory ? judgeMemory(known.need, memory) : null
    const inMemory = { verdict: 'fits', loadsNow: true, detail: 'It is in memory now.' } as const
    return {
      ...model,
      digest: known?.digest ?? null,
      contextUsedTokens: known?.loadedContextTokens ?? verdict?.contextTokens ?? null,
      // What a loaded model takes is no longer free, so that the verdict would count it twice.
      memory: verdict && model.isLoaded ? { ...verdict, ...inMemory } : verdict,
      speed: await measurements.speedOf(known?.digest ?? null, model.id),
      probe: await measurements.probeOf(known?.digest ?? null),
      roles: roles.flatMap(([role, id]) => (id === model.id || `${id}:latest` === model.id ? [role] : [])),
      isBusy: busy.includes(model.id),
      removal: known?.removal ?? null,
    }
  })
  return { models: await Promise.all(facts), providers, defaultModel }
}
