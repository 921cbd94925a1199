/** Subnets of 61 addresses each, out of a range of our own: the engine's own pools are used up after some thirty networks. */
const second = { from: 160, to: 254 }

/** `count` random ones; what is taken is told by the engine when one is asked for. `random` is from 0 to below 1. */
export function randomSubnets(count: number, random: () => number = Math.random): string[] {
  const below = (limit: number) => Math.floor(random() * limit)
  return Array.from({ length: count }, () => `10.${second.from + below(second.to - second.from)}.${below(256)}.${below(4) * 64}/26`)
}
