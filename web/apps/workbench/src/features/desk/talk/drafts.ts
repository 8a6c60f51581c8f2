// Drafts by conversation, kept for this tab over a change of talk and over a reload.
const PREFIX = 'jp.draft.'

export function readDraft(conversation: string): string {
  return sessionStorage.getItem(PREFIX + conversation) ?? ''
}

export function keepDraft(conversation: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(PREFIX + conversation, text)
    else sessionStorage.removeItem(PREFIX + conversation)
  } catch {
    // Storage is full or forbidden: the draft lives as long as the page.
  }
}
