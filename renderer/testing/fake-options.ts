export interface FakeOptions {
  /** Nothing but what ships: no chats yet. */
  isFresh?: boolean
  /** Every list fails. */
  isFailing?: boolean
  /** No container engine answers. */
  isWithoutEngine?: boolean
  /** Every list takes for ever. */
  isSlow?: boolean
  /** So many messages in the third chat. */
  messageCount?: number
  tokensPerSecond?: number
}
