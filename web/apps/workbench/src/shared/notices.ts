// How a person wants to be told that a buyer waits, as it is kept with her settings.
import type { NoticeSettings } from '@jinpai/api'

/** The sound is on from the first day; whatever leaves the page only when somebody asked for it. */
export const FIRST: NoticeSettings = { sound: true, desktop: false, words: false }

/** What is held, whatever an older or a newer page has put there. */
export function noticesOf(held: Partial<NoticeSettings> | undefined): NoticeSettings {
  const flag = (name: keyof NoticeSettings) => (typeof held?.[name] === 'boolean' ? held[name] : FIRST[name])
  return { sound: flag('sound'), desktop: flag('desktop'), words: flag('words') }
}
