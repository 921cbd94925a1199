import { z } from 'zod'

/**
 * What a person chooses about the window and about chats. Each setting has its default, a title and a sentence: the settings screen, the
 * command line and docs/reference/settings.md are made from these.
 */
export const appearanceSettings = z
  .strictObject({
    theme: z.enum(['system', 'light', 'dark']).default('system').meta({ title: 'Theme', description: 'Light or dark, or as the system has it.' }),
    density: z
      .enum(['comfortable', 'compact'])
      .default('comfortable')
      .meta({ title: 'Density', description: 'How much room rows and controls take.' }),
    language: z
      .enum(['system', 'en', 'de'])
      .default('system')
      .meta({ title: 'Language', description: 'The language of the window; as the system has it, or English where that is not known.' }),
    reduceMotion: z
      .boolean()
      .default(false)
      .meta({ title: 'Reduce motion', description: 'Nothing moves. The wish of the system counts in any case.' }),
  })
  .meta({ title: 'Appearance', description: 'How the window looks.' })

export const chatSettings = z
  .strictObject({
    agent: z.string().min(1).optional().meta({
      title: 'Agent of new chats',
      description: 'The name of an agent; assistant when it is not set.',
    }),
    sendKey: z.enum(['Enter', 'Mod+Enter']).default('Enter').meta({
      title: 'Key that sends',
      description: 'Shift+Enter always starts a new line; where Mod+Enter sends, Enter alone does, too. Mod is Ctrl, on macOS Command.',
    }),
    titlesByModel: z
      .boolean()
      .default(true)
      .meta({ title: 'Titles by the model', description: 'The model that answered names the chat. Without it, the first words of the question do.' }),
    foundPanel: z
      .boolean()
      .default(true)
      .meta({ title: 'What was found on this computer', description: 'Shown below the prompt of a new chat, with a next step for what is missing.' }),
  })
  .meta({ title: 'Chats', description: 'How chats begin and are written.' })

export const notificationSettings = z
  .strictObject({
    finishedRuns: z
      .strictObject({
        isOn: z.boolean().default(true).meta({ title: 'Tell of finished answers', description: 'When one ends while the window is not looked at.' }),
        afterSeconds: z
          .int()
          .min(0)
          .max(86_400)
          .default(30)
          .meta({ title: 'Only after', description: 'Answers that took less are not told of.', unit: 's' }),
      })
      .prefault({})
      .meta({ title: 'Finished answers' }),
  })
  .meta({ title: 'Notifications', description: 'What is told outside of the window.' })

export const desktopSettings = z
  .strictObject({
    quickPrompt: z
      .string()
      .max(60)
      .regex(
        /^$|^((CmdOrCtrl|Cmd|Ctrl|Alt|Shift|Super)\+)+([A-Z0-9]|F\d{1,2}|Space|Tab|Up|Down|Left|Right)$/,
        'write keys such as CmdOrCtrl+Shift+Space, or nothing',
      )
      .default('CmdOrCtrl+Shift+Space')
      .meta({ title: 'Keys of the quick prompt', description: 'They open it from every program. Empty: none. Only in the desktop app.' }),
    keepRunning: z.boolean().default(false).meta({
      title: 'Keep running without a window',
      description: 'Closing the window leaves Cortex in the tray, and what runs goes on. Only in the desktop app.',
    }),
  })
  .meta({ title: 'Desktop app', description: 'What the app does beside its window.' })

export const updateSettings = z
  .strictObject({
    check: z.enum(['never', 'ask', 'auto']).default('never').meta({
      title: 'Look for updates',
      description:
        'never: nothing is asked of anybody. ask: looks once a day and asks before it downloads. auto: downloads, and installs when the app is closed.',
    }),
    channel: z.enum(['stable', 'beta']).default('stable').meta({ title: 'Channel', description: 'beta has new things earlier, with more mistakes.' }),
  })
  .meta({ title: 'Updates', description: 'How newer versions come.' })
