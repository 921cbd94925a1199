import { Fault } from '../contract/faults.ts'

type Keychain = { get(name: string): Promise<string | null>; set(name: string, value: string | null): Promise<void> }

/** Keeps a tool from reaching the keys of model providers, which are in the same keychain under another prefix. */
const keyOf = (name: string): string => `tool-secret.${name}`
const variableOf = (name: string): string => `CORTEX_SECRET_${name}`

/**
 * What tools name under `permissions.secrets`: from the host's keychain, else from CORTEX_SECRET_<NAME>. The prefix is what keeps a
 * dropped tool from asking for any variable of this environment.
 */
export function createToolSecrets(options: {
  /** null: the host has none, and only the environment counts. */
  keychain: Keychain | null
  env: NodeJS.ProcessEnv
  /** The secrets that tools in force name, and which tools. */
  needed: () => { name: string; tool: string }[]
}) {
  const { keychain, env, needed } = options
  const get = async (name: string): Promise<string | null> => (await keychain?.get(keyOf(name))) ?? env[variableOf(name)] ?? null

  return {
    get,
    /** Never the values: only whether each is there. */
    async list(): Promise<{ name: string; isSet: boolean; neededBy: string[] }[]> {
      const byName = Map.groupBy(needed(), ({ name }) => name)
      const names = [...byName.keys()].toSorted()
      return await Promise.all(
        names.map(async (name) => ({ name, isSet: (await get(name)) !== null, neededBy: (byName.get(name) ?? []).map(({ tool }) => tool) })),
      )
    },
    /** An empty value removes it. Throws NOT_SUPPORTED where there is no keychain. */
    async set(name: string, value: string): Promise<void> {
      if (!keychain)
        throw new Fault('NOT_SUPPORTED', { detail: `There is no keychain here to keep ${name} in. Set ${variableOf(name)} before starting instead.` })
      await keychain.set(keyOf(name), value === '' ? null : value)
    },
  }
}
export type ToolSecrets = ReturnType<typeof createToolSecrets>
