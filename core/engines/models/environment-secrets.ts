import { Fault } from '../../contract/faults.ts'
import type { Secrets } from './port.ts'

/** The environment variables in which a provider's key is looked for, in order. */
const variables: Record<string, string[]> = {
  openai: ['OPENAI_API_KEY'],
  'openai-compatible': ['CORTEX_OPENAI_COMPATIBLE_KEY'],
  anthropic: ['ANTHROPIC_API_KEY'],
  google: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'],
  groq: ['GROQ_API_KEY'],
}

/** The name under which a provider's key is kept in `Secrets`. */
export const keyName = (provider: string): string => `model-key.${provider}`

/** Keys from environment variables, read-only: for hosts without a keychain, and behind one for keys that are not in it. */
export function environmentSecrets(env: NodeJS.ProcessEnv): Secrets {
  return {
    async get(name) {
      const provider = Object.keys(variables).find((id) => keyName(id) === name)
      const found = (variables[provider ?? ''] ?? []).map((variable) => env[variable]).find((value) => value !== undefined && value !== '')
      return found ?? null
    },
    async set(name) {
      const provider = Object.keys(variables).find((id) => keyName(id) === name)
      const variable = variables[provider ?? '']?.[0]
      const advice = variable ? `Set ${variable} before starting instead.` : ''
      throw new Fault('NOT_SUPPORTED', { detail: `There is no keychain here to keep a key in. ${advice}` })
    },
  }
}

/** Keys from the keychain first, where there is one, then from environment variables. */
export function withEnvironment(keychain: Secrets | undefined): Secrets {
  const environment = environmentSecrets(process.env)
  if (!keychain) return environment
  return { get: async (name) => (await keychain.get(name)) ?? (await environment.get(name)), set: keychain.set }
}
