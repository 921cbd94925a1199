import { expect, it } from 'vitest'
import { settingsIn } from './settings-in.ts'

it('names each setting with its path and its section, and leaves out what has no title', () => {
  const schema = {
    properties: {
      $schema: { type: 'string' },
      appearance: { title: 'Appearance', properties: { theme: { title: 'Theme', description: 'Light or dark.' } } },
      notifications: {
        title: 'Notifications',
        properties: { finishedRuns: { title: 'Finished answers', properties: { isOn: { title: 'Tell of them' } } } },
      },
      odd: true,
    },
  }
  expect(settingsIn(schema)).toEqual([
    { path: 'appearance.theme', title: 'Theme', section: 'Appearance', description: 'Light or dark.' },
    { path: 'notifications.finishedRuns.isOn', title: 'Tell of them', section: 'Notifications', description: '' },
  ])
  expect(settingsIn({})).toEqual([])
})
