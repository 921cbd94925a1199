import { memo } from 'react'
import type { Message } from '../../../core/contract/sessions.ts'
import { Answer } from './answer.tsx'
import { Said } from './said.tsx'

/** Only a message that changed is drawn again; the one being written listens for itself. */
export const MessageView = memo(function MessageView({ message, isLast }: { message: Message; isLast: boolean }) {
  return message.role === 'user' ? <Said message={message} /> : <Answer message={message} isLast={isLast} />
})
