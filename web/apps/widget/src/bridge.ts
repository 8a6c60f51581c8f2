// What the loader on the shop's page and the chat frame say to each other. Types, and the two
// checks that decide who may take part. The loader keeps everything that must outlive the page,
// because a frame from another origin has no storage of its own when third-party cookies are off.
import type { Identity } from './wire'

/** What the shop page's storage holds for the chat, by its own keys. */
export type Held = Record<string, string>

/** A message the buyer wrote that no server has acknowledged yet. */
export interface Unsent {
  ref: string
  text: string
  at: number
}

export interface Init {
  type: 'init'
  shop: string
  identity: Identity | null
  accent: string | undefined
  locale: Locale
  /** The window stands open now. */
  open: boolean
  /** She opened it herself, so the caret may go into it. */
  focus: boolean
  held: Held
}

export type Locale = 'zh-CN' | 'en'

export type FrameSays =
  /** To be kept for the next page; an empty text forgets it. */
  | { type: 'hold'; key: string; text: string }
  | { type: 'visitor'; id: string | null }
  | { type: 'unread'; n: number }
  | { type: 'open' }
  | { type: 'close' }

export type LoaderSays =
  /** `focus`: the buyer opened the window herself, so the caret may go into it. */
  { type: 'shown'; on: boolean; focus: boolean } | { type: 'visitor' }

export function localeOf(tag: string | null | undefined): Locale {
  return /^zh/i.test(tag ?? '') ? 'zh-CN' : 'en'
}

interface Heard {
  origin: string
  source: unknown
  data: unknown
}

/** True for the one window of the one origin we deal with, saying the word we wait for. */
export function isFrom(heard: Heard, origin: string, source: unknown, word: string): boolean {
  return (
    heard.origin === origin &&
    heard.source === source &&
    (heard.data as { type?: unknown } | null)?.type === word
  )
}
