// Drafts by conversation: kept for this tab at once, over a change of talk and over a reload; and a moment later by the
// server, for the person's other machines.
import { onBeforeUnmount } from 'vue'
import { api } from '@/shared/api'
import { STAYS_MS } from '../staying'

const PREFIX = 'jp.draft.'
/** So long after the last key the server is told. */
const QUIET_MS = 1_200

export function readDraft(conversation: string): string {
  return sessionStorage.getItem(PREFIX + conversation) ?? ''
}

/** For this tab alone. */
export function keepDraft(conversation: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(PREFIX + conversation, text)
    else sessionStorage.removeItem(PREFIX + conversation)
  } catch {
    // Storage is full or forbidden: the draft lives as long as the page.
  }
}

export function useDrafts(shop: string, conversation: string) {
  let told = readDraft(conversation)
  let now = told
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    if (now === told) return
    told = now
    // Not taken: the next pause tells the newest.
    api.keepDraft(shop, conversation, now).catch(() => { told = '\0' })
  }

  function keep(text: string): void {
    now = text
    keepDraft(conversation, text)
    clearTimeout(timer)
    timer = setTimeout(tell, QUIET_MS)
  }

  /** What she left on another machine; nothing when the line is away. */
  async function elsewhere(): Promise<string> {
    await new Promise((stayed) => setTimeout(stayed, STAYS_MS))
    if (left) return ''
    try {
      const { text } = await api.draft(shop, conversation)
      if (now === '') told = text
      return text
    } catch {
      return ''
    }
  }

  onBeforeUnmount(() => {
    left = true
    tell()
  })
  return { keep, elsewhere }
}
