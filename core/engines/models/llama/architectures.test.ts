import * as llama from 'node-llama-cpp'
import { expect, it } from 'vitest'
import { architectures, companions } from './architectures.ts'

it('knows just the architectures that the llama.cpp in here knows', () => {
  // Declared as a const enum, which only exists for the compiler; the library exports it all the same.
  const { GgufArchitectureType: names } = llama as unknown as { GgufArchitectureType: Record<string, string> }
  const theirs = Object.values(names).filter((name) => name !== '(unknown)')
  expect([...architectures, ...Object.keys(companions)].sort()).toEqual([...theirs].sort())
})
