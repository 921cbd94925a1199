import { expect, test } from 'vitest'
import { readDockerfile } from './hand-written.ts'

const given = {
  BASE_NODE: { ref: 'node:24', setting: 'containers.baseImages.node' },
  BASE_REDIS: { ref: 'redis:7', setting: 'containers.baseImages.redis' },
}

test('instructions keep their line, with continued lines joined and comments inside them left out', () => {
  const text = '# syntax\nFROM a\n\nRUN one \\\n  # why\n  && two \\\n\n  && three\nCOPY . .'
  expect(readDockerfile(text, {}).steps).toEqual([
    { line: 2, text: 'FROM a', origin: null },
    { line: 4, text: 'RUN one && two && three', origin: null },
    { line: 9, text: 'COPY . .', origin: null },
  ])
  expect(readDockerfile('# escape=`\nFROM a\nRUN dir C:\\ `\n  x', {}).steps.at(-1)?.text).toBe('RUN dir C:\\ x')
})

test('bases are found through arguments and their defaults; own stages and scratch are none', () => {
  const text = [
    'ARG BASE_NODE',
    'ARG VERSION=3',
    `FROM --platform=linux/amd64 \${BASE_NODE} AS Build`,
    'FROM python:$VERSION as py',
    `FROM \${MISSING:-alpine}`,
    'FROM build',
    'FROM scratch',
    'FROM py',
    'ARG BASE_REDIS=x',
  ].join('\n')
  const read = readDockerfile(text, given)
  expect(read.bases).toEqual([
    { ref: 'node:24', setting: 'containers.baseImages.node' },
    { ref: 'python:3', setting: null },
    { ref: 'alpine', setting: null },
  ])
  expect(read.buildArgs).toEqual({ BASE_NODE: 'node:24', BASE_REDIS: 'redis:7' })
})

test('only declared arguments are given', () => {
  expect(readDockerfile('FROM node:24', given)).toMatchObject({ buildArgs: {}, bases: [{ ref: 'node:24', setting: null }] })
})
