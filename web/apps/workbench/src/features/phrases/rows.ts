// The rows of the page: which are shown, in which order, and what they count. Pure.
import type { PhraseOutcomes, PhraseView } from '@jinpai/api'
import { rank } from '@/features/desk/phrases/match'

export type SortBy = 'folder' | 'uses' | 'talks' | 'ordered'
export type ScopeChoice = 'own' | 'shop' | 'mine' | 'starter' | 'all'

export interface Row {
  phrase: PhraseView
  talks: number
  ordered: number
}

export interface Choice {
  query: string
  folder: string
  scope: ScopeChoice
  sort: SortBy
}

function fits(phrase: PhraseView, choice: Choice): boolean {
  if (choice.folder && phrase.stage !== choice.folder) return false
  if (choice.scope === 'all') return true
  return choice.scope === 'own' ? phrase.scope !== 'starter' : phrase.scope === choice.scope
}

/** The phrases that were asked for. A search goes over everything in the folder and scope, best first; a sorted column
 *  shows the largest first, and among equals keeps the list's own order. */
export function rowsOf(
  phrases: readonly PhraseView[], outcomes: PhraseOutcomes['items'], choice: Choice,
): Row[] {
  const counted = new Map(outcomes.map((one) => [one.phrase, one]))
  const chosen = phrases.filter((one) => fits(one, choice))
  const found = choice.query.trim() ? rank(chosen, choice.query) : chosen
  const rows = found.map((phrase): Row => {
    const outcome = counted.get(phrase.id)
    return { phrase, talks: outcome?.talks ?? 0, ordered: outcome?.ordered ?? 0 }
  })
  const { sort } = choice
  if (sort === 'folder') return rows
  const value = (row: Row) => (sort === 'uses' ? row.phrase.uses : row[sort])
  return rows.map((row, at) => ({ row, at })).sort((a, b) => value(b.row) - value(a.row) || a.at - b.at).map((one) => one.row)
}

/** What came with the program is changed one by one: it cannot be moved or taken away. */
export const mayChoose = (phrase: PhraseView, isLead: boolean) =>
  phrase.scope === 'mine' || (phrase.scope === 'shop' && isLead)
