// Which phrases answer what was typed, and what a phrase says once the facts of the talk stand in it. Pure.
import type { PhraseView } from '@jinpai/api'

/** What opens the list at the start of a draft: the key gives any of these, by the input method. */
const OPENS = /^[/／、](\S*)$/u

/** What was typed after the slash; none when the draft is no search for a phrase. */
export function askedFor(draft: string): string | null {
  return OPENS.exec(draft)?.[1]?.toLowerCase() ?? null
}

/** A code that answers nothing is a slip of the fingers, and nothing for a buyer's eyes. */
export function isBareCode(draft: string): boolean {
  return /^[/／][a-z0-9]*$/iu.test(draft.trim())
}

/** How well a phrase answers: the code first, then the title by sound and by words, then what it says. */
function grade(phrase: PhraseView, query: string): number {
  if (phrase.code === query) return 0
  if (phrase.code.startsWith(query)) return 1
  if (phrase.keys.some((key) => key.startsWith(query))) return 2
  const title = phrase.title.toLowerCase()
  if (title.startsWith(query)) return 2
  if (title.includes(query) || phrase.keys.some((key) => key.includes(query))) return 3
  if (phrase.text.toLowerCase().includes(query)) return 4
  return Infinity
}

/** The phrases that answer, best first; among equals those used most. */
export function rank(phrases: readonly PhraseView[], query: string, most = Infinity): PhraseView[] {
  const typed = query.trim().toLowerCase()
  // Of codes that begin so, the one with the least left to type.
  const untyped = (one: { phrase: PhraseView; grade: number }) => (one.grade === 1 ? one.phrase.code.length : 0)
  const graded = phrases.map((phrase, at) => ({ phrase, at, grade: typed ? grade(phrase, typed) : 0 }))
  return graded
    .filter((one) => one.grade < Infinity)
    .sort((a, b) => a.grade - b.grade || b.phrase.uses - a.phrase.uses || untyped(a) - untyped(b) || a.at - b.at)
    .slice(0, most)
    .map((one) => one.phrase)
}

export interface Filled {
  text: string
  /** What is not known stands in the text like this, and has to be filled before it is sent. */
  gaps: string[]
}

const SLOT = /\{\{\s*([a-z_]+)\s*\}\}/gu

/** Puts the facts of a talk into a phrase. What is not known is never guessed: it stays a gap, by its name. */
export function fill(text: string, facts: Readonly<Record<string, string>>, nameOf: (slot: string) => string): Filled {
  const gaps: string[] = []
  const filled = text.replace(SLOT, (_, slot: string) => {
    const known = facts[slot]
    if (known !== undefined) return known
    const gap = `【${nameOf(slot)}】`
    if (!gaps.includes(gap)) gaps.push(gap)
    return gap
  })
  return { text: filled, gaps }
}

/** The stages of a talk: the folders everybody has. */
export const STAGES = ['welcome', 'talk', 'bargain', 'payment', 'logistics', 'aftersales', 'farewell', 'review'] as const

export interface Folder { stage: string; phrases: PhraseView[] }

/** The folders that hold something, in the shop's order; those it does not name stand last, by name. */
export function folders(phrases: readonly PhraseView[], order: readonly string[] = STAGES): Folder[] {
  const own = [...new Set(phrases.map((one) => one.stage).filter((stage) => !order.includes(stage)))].sort()
  return [...order, ...own]
    .map((stage) => ({ stage, phrases: phrases.filter((one) => one.stage === stage) }))
    .filter((folder) => folder.phrases.length > 0)
}
