// What the loader keeps for us on the shop's page, by its keys: `token`, `read`, `waved`, and an `out:` of each
// message that no server has acknowledged. One key an entry: two tabs of the shop never overwrite each other's words.
import type { Held, Unsent } from '../bridge'

/** An outbox larger than this is not a buyer writing; the oldest entries go. */
const UNSENT_LIMIT = 50

const OUT = 'out:'

export const keyOf = (ref: string) => OUT + ref

export const textOf = ({ text, at }: Unsent) => JSON.stringify({ text, at })

/** The newest questions that she put away. */
export const wavedIn = (held: Held) => (held.waved ?? '').split(' ').slice(-4)

/** In the order they were written; `forget` hears of what is too much. */
export function unsentIn(held: Held, forget: (key: string) => void): Unsent[] {
  const all: Unsent[] = []
  for (const [key, text] of Object.entries(held)) {
    if (!key.startsWith(OUT)) continue
    try {
      const entry = JSON.parse(text) as Unsent
      if (entry.text.trim() && entry.at > 0) all.push({ ref: key.slice(OUT.length), text: entry.text, at: entry.at })
    } catch {
      // Not written by us, or torn: nothing anybody could send.
    }
  }
  all.sort((a, b) => a.at - b.at || (a.ref < b.ref ? -1 : 1))
  for (const old of all.splice(0, all.length - UNSENT_LIMIT)) forget(keyOf(old.ref))
  return all
}
