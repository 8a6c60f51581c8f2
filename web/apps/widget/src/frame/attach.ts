// Chosen, pasted and dropped files on their way into the talk, one after the other.
import type { Locale } from '../bridge'
import type { Chat } from './chat'

/** More at once is a slip of the hand. */
const MOST = 9

export async function attach(chat: Chat, locale: Locale, files: readonly File[]): Promise<void> {
  const maker = await import('./shot.lazy').catch(() => null)
  for (const file of files.slice(0, MOST)) {
    // Without a line to fetch it by, the file goes as it is once there is one.
    const plain = { shot: { file, url: URL.createObjectURL(file), width: 160, height: 120 }, reason: null }
    const { shot, reason } = (await maker?.shoot(file, locale)) ?? plain
    chat.sendShot(shot, reason)
  }
}
