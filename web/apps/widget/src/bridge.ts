// What the loader on the shop's page and the chat frame say to each other. Types, and the two
// checks that decide who may take part. The loader keeps everything that must outlive the page,
// because a frame from another origin has no storage of its own when third-party cookies are off.
import type { Identity } from './wire'

/** A message the buyer wrote that no server has acknowledged yet. */
export interface Unsent {
  ref: string
  text: string
  at: number
}

export interface Init {
  type: 'init'
  shop: string
  token: string | null
  identity: Identity | null
  accent: string | null
  locale: Locale
  /** The window stands open now. */
  open: boolean
  /** She opened it herself, so the caret may go into it. */
  focus: boolean
  /** The buyer has seen everything up to here. */
  read_seq: number
  unsent: Unsent[]
  /** Questions of ours that she put away. */
  waved: string[]
}

export type Locale = 'zh-CN' | 'en'

export type FrameSays =
  | { type: 'token'; token: string }
  | { type: 'visitor'; id: string | null }
  | { type: 'unread'; n: number }
  | { type: 'read'; seq: number }
  | { type: 'keep'; unsent: Unsent }
  | { type: 'drop'; ref: string }
  | { type: 'wave'; what: string }
  | { type: 'open' }
  | { type: 'close' }

export type LoaderSays =
  /** `focus`: the buyer opened the window herself, so the caret may go into it. */
  { type: 'shown'; on: boolean; focus: boolean } | { type: 'visitor' }

export function localeOf(tag: string | null | undefined): Locale {
  return tag?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
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
    typeof heard.data === 'object' &&
    heard.data !== null &&
    (heard.data as { type?: unknown }).type === word
  )
}
