// The keys of the workbench in one table, so that tooltips, the help page and the listener agree.
import { onBeforeUnmount, onMounted } from 'vue'

export interface KeyEntry {
  id: string
  /** As shown to people. */
  keys: string
  group: 'everywhere' | 'desk' | 'composer' | 'companion'
}

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)
const alt = isMac ? '⌥' : 'Alt+'
const shift = isMac ? '⇧' : 'Shift+'
const mod = isMac ? '⌘' : 'Ctrl+'

export const KEYS: readonly KeyEntry[] = [
  { id: 'command', keys: `${mod}K`, group: 'everywhere' },
  { id: 'help', keys: '?', group: 'everywhere' },
  { id: 'goDesk', keys: 'G D', group: 'everywhere' },
  { id: 'goReminders', keys: 'G R', group: 'everywhere' },
  { id: 'goOrders', keys: 'G O', group: 'everywhere' },
  { id: 'goProducts', keys: 'G P', group: 'everywhere' },
  { id: 'goQuality', keys: 'G Q', group: 'everywhere' },
  { id: 'goRules', keys: 'G U', group: 'everywhere' },
  { id: 'goPhrases', keys: 'G H', group: 'everywhere' },
  { id: 'goPlaybook', keys: 'G B', group: 'everywhere' },
  { id: 'goSettings', keys: 'G S', group: 'everywhere' },
  { id: 'nextWaiting', keys: `${alt}N`, group: 'desk' },
  { id: 'previous', keys: `${alt}↑`, group: 'desk' },
  { id: 'next', keys: `${alt}↓`, group: 'desk' },
  { id: 'star', keys: `${alt}S`, group: 'desk' },
  { id: 'snooze', keys: `${alt}Z`, group: 'desk' },
  { id: 'tag', keys: `${alt}B`, group: 'desk' },
  { id: 'close', keys: `${alt}E`, group: 'desk' },
  { id: 'transfer', keys: `${alt}T`, group: 'desk' },
  { id: 'takeBack', keys: `${alt}U`, group: 'desk' },
  { id: 'takeOver', keys: `${alt}G`, group: 'desk' },
  { id: 'note', keys: `${alt}O`, group: 'desk' },
  { id: 'keepReply', keys: `${alt}K`, group: 'desk' },
  { id: 'call', keys: `${alt}C`, group: 'desk' },
  { id: 'checkOrder', keys: `${alt}V`, group: 'desk' },
  { id: 'flag', keys: `${alt}Q`, group: 'desk' },
  { id: 'panel', keys: `${alt}P`, group: 'desk' },
  { id: 'panelTabs', keys: `${alt}1–5`, group: 'desk' },
  { id: 'compose', keys: `${alt}I`, group: 'desk' },
  { id: 'phrase', keys: '/', group: 'composer' },
  { id: 'takeFix', keys: 'Tab', group: 'composer' },
  { id: 'leave', keys: 'Shift+Tab', group: 'composer' },
  { id: 'hideFindings', keys: 'Esc', group: 'composer' },
  { id: 'dismissFinding', keys: `${alt}D`, group: 'composer' },
  { id: 'sendInquiryDraft', keys: `${alt}Enter`, group: 'composer' },
  { id: 'later', keys: `${alt}L`, group: 'composer' },
  { id: 'emoji', keys: `${alt}M`, group: 'composer' },
  { id: 'picture', keys: `${alt}A`, group: 'composer' },
  { id: 'advice1', keys: `${alt}${shift}1`, group: 'composer' },
  { id: 'advice2', keys: `${alt}${shift}2`, group: 'composer' },
  { id: 'advice3', keys: `${alt}${shift}3`, group: 'composer' },
  { id: 'copyDraft', keys: `${mod}Enter`, group: 'companion' },
  { id: 'buyerWords', keys: `${alt}B`, group: 'companion' },
  { id: 'toDraft', keys: `${alt}I`, group: 'companion' },
  { id: 'companionPhrases', keys: `${alt}1`, group: 'companion' },
  { id: 'companionNotes', keys: `${alt}2`, group: 'companion' },
  { id: 'anotherBuyer', keys: `${alt}X`, group: 'companion' },
]

export function keysOf(id: string): string {
  return KEYS.find((entry) => entry.id === id)?.keys ?? ''
}

/** True while the person writes: plain letters then belong to the text. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** Alt plus a physical key: letters change with Alt on a Mac, codes do not. */
export function isAlt(event: KeyboardEvent, code: string): boolean {
  return event.altKey && !event.ctrlKey && !event.metaKey && event.code === code
}

export function onKey(listener: (event: KeyboardEvent) => void): void {
  onMounted(() => window.addEventListener('keydown', listener))
  onBeforeUnmount(() => window.removeEventListener('keydown', listener))
}
