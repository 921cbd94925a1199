import { expect, test } from 'vitest'
import { containerSettings } from '../../../core/contract/settings.ts'
import { t } from '../../app/messages.ts'
import { changedFields, changesSince, readSettings, settingsFields, settingsValues } from './settings-form.ts'

const full = {
  host: 'tcp://127.0.0.1:2375',
  baseImages: { python: 'cortex-base/python:3', bash: 'debian:12' },
  registries: { pip: 'https://pypi.example.com/simple' },
  proxy: { https: 'http://proxy:3128', none: 'localhost' },
  certificates: ['/etc/ssl/a.pem', '/etc/ssl/b.pem'],
  useHostCertificates: true,
  cacheLimit: '20Gi',
  warmTools: 0,
  relicIdle: '45m',
}

test('settings become fields and the same settings again, the ones left out staying out', () => {
  for (const settings of [full, {}, { warmTools: 4 }, { useHostCertificates: true }])
    expect(readSettings(settingsValues(settings))).toEqual({ settings, errors: {} })
})

test('every setting of the contract has its field, with a name', () => {
  const declared = Object.entries(containerSettings.shape).flatMap(([key, schema]) => {
    const inner = (schema.unwrap() as { shape?: object }).shape
    return inner ? Object.keys(inner).map((each) => `${key}.${each}`) : [key]
  })
  expect([...settingsFields].sort()).toEqual(declared.sort())
  for (const field of settingsFields) expect(t.settings.containers.fields[field], field).toBeDefined()
})

test('what cannot be used is told at its field, in the words of the contract', () => {
  const values = { ...settingsValues(full), host: 'localhost', warmTools: 'many', cacheLimit: '10 big', 'registries.pip': 'pypi' }
  const { settings, errors } = readSettings(values)
  expect(settings).toBeNull()
  expect(Object.keys(errors).sort()).toEqual(['cacheLimit', 'host', 'registries.pip', 'warmTools'])
  expect(errors.host).toContain('unix:///var/run/docker.sock')
})

test('only what differs counts as changed', () => {
  const stored = settingsValues(full)
  expect(changedFields({ ...stored, host: ' tcp://127.0.0.1:2375 ' }, stored)).toEqual([])
  expect(changedFields({ ...stored, host: '', useHostCertificates: false }, stored)).toEqual(['host', 'useHostCertificates'])
})

test('what is typed while the form is saved stays a change', () => {
  const saved = { ...settingsValues(full), host: 'tcp://127.0.0.1:2376', warmTools: '3' }
  expect(changesSince({ host: 'tcp://127.0.0.1:2376', warmTools: '31' }, saved)).toEqual({ warmTools: '31' })
})
