// The few facts about a visitor that outlive the page, kept in the SHOP page's own storage (first
// party, so it works with third-party cookies off). Where storage throws or is full, memory serves:
// the talk then lives as long as the page. Knows keys and texts, not what they mean. Never throws.
import type { Held } from '../bridge'

export interface Keep {
  all(): Held
  /** An empty text forgets the key. */
  set(key: string, text: string): void
}

/**
 * `who` is the shop's own id of the signed-in buyer, or empty. What a signed-in buyer said is
 * forgotten here as soon as the page is no longer hers; a stranger's talk goes along when she signs in.
 */
export function openKeep(server: string, shop: string, who: string, storage: () => Storage): Keep {
  const prefix = `jinpai:${server}:${shop}:`
  const memory: Held = {}

  const all = (): Held => {
    const held: Held = {}
    try {
      const store = storage()
      // Its keys, and its methods, none of which begins so.
      for (const key in store) if (key.startsWith(prefix)) held[key.slice(prefix.length)] = store[key] as string
    } catch {
      // Memory is all there is.
    }
    return { ...held, ...memory }
  }
  const set = (key: string, text: string): void => {
    try {
      if (text) storage().setItem(prefix + key, text)
      else storage().removeItem(prefix + key)
      delete memory[key]
    } catch {
      memory[key] = text
    }
  }

  const before = all()
  if (before.who && before.who !== who) for (const key in before) set(key, '')
  set('who', who)
  return { all, set }
}
