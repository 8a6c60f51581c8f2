// Chosen, pasted and dropped files on their way into the talk, one after the other.
import type { Locale } from '../bridge'
import type { Chat } from './chat'

/** More at once is a slip of the hand. */
const MOST = 9

export async function attach(chat: Chat, locale: Locale, files: readonly File[]): Promise<void> {
  const { shoot } = await import('./shot.lazy')
  for (const file of files.slice(0, MOST)) {
    const { shot, reason } = await shoot(file, locale)
    chat.sendShot(shot, reason)
  }
}
