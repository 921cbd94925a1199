import type { ContainerSettings } from '../../../contract/settings.ts'
import { refuse } from './refusal.ts'

type Registry = keyof NonNullable<ContainerSettings['registries']>

/**
 * Where packages come from; null is the installer's own default. The address stands in the image's history, so one that holds
 * a password is refused: a proxy or a mirror that needs none takes its place.
 */
export function registry(forWhom: string, which: Registry, settings: ContainerSettings): string | null {
  const value = settings.registries?.[which]
  if (value === undefined) return null
  const setting = `The setting containers.registries.${which}`
  for (const one of value.split(/[,|]/)) {
    if (which === 'go' && (one === 'direct' || one === 'off')) continue
    if (!/^https?:\/\/[A-Za-z0-9._~:/%@[\]=&?+-]+$/.test(one) || !URL.canParse(one))
      refuse(forWhom, `${setting} is no address such as https://packages.example.com/simple.`)
    const { username, password, search } = new URL(one)
    if (username !== '' || password !== '' || search !== '') {
      refuse(
        forWhom,
        `${setting} holds a user name, a password or a token. It would stay in the image, where everyone with the image can read it. Name a mirror that needs none, such as one in your network that adds them.`,
      )
    }
  }
  return value
}

/**
 * The proxy for builds, as the build arguments that engines know from the start: they are in no layer, no history and no cache key,
 * so they may hold a password.
 */
export function proxyArguments(settings: ContainerSettings): Record<string, string> {
  const { http, https, none } = settings.proxy ?? {}
  const both = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value, [name.toLowerCase()]: value })
  return { ...both('HTTP_PROXY', http), ...both('HTTPS_PROXY', https), ...both('NO_PROXY', none) }
}
