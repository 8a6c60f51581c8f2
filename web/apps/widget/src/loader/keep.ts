// The few facts about a visitor that outlive the page, kept in the SHOP page's own storage (first
// party, so it works with third-party cookies off). Where storage throws or is full, memory serves:
// the talk then lives as long as the page. Never throws.
import type { Unsent } from '../bridge'

/** An outbox larger than this is not a buyer writing; the oldest entries go. */
const UNSENT_LIMIT = 50

export interface Keep {
  token(): string | null
  setToken(token: string): void
  open(): boolean
  setOpen(open: boolean): void
  readSeq(): number
  setReadSeq(seq: number): void
  unsent(): Unsent[]
  keep(unsent: Unsent): void
  drop(ref: string): void
  /** The newest questions that she put away. */
  waved(): string[]
  wave(what: string): void
}

/**
 * `who` is the shop's own id of the signed-in buyer, or empty. What a signed-in buyer said is
 * forgotten here as soon as the page is no longer hers; a stranger's talk goes along when she signs in.
 */
export function openKeep(server: string, shop: string, who: string, storage: () => Storage): Keep {
  const prefix = `jinpai:${server}:${shop}:`
  const memory = new Map<string, string>()

  const keys = (): string[] => {
    const found = new Set(memory.keys())
    try {
      const store = storage()
      for (let i = 0; i < store.length; i++) {
        const key = store.key(i)
        if (key?.startsWith(prefix)) found.add(key.slice(prefix.length))
      }
    } catch {
      // Memory is all there is.
    }
    return [...found]
  }
  const get = (key: string): string | null => {
    const held = memory.get(key)
    if (held !== undefined) return held
    try {
      return storage().getItem(prefix + key)
    } catch {
      return null
    }
  }
  const set = (key: string, value: string): void => {
    try {
      storage().setItem(prefix + key, value)
      memory.delete(key)
    } catch {
      memory.set(key, value)
    }
  }
  const remove = (key: string): void => {
    memory.delete(key)
    try {
      storage().removeItem(prefix + key)
    } catch {
      // It was never stored.
    }
  }

  const owner = get('who') ?? ''
  if (owner !== '' && owner !== who) for (const key of keys()) remove(key)
  set('who', who)

  const unsent = (): Unsent[] =>
    keys()
      .filter((key) => key.startsWith('out:'))
      .map((key) => parseUnsent(key.slice(4), get(key)))
      .filter((entry) => entry !== null)
      .sort((a, b) => a.at - b.at || (a.ref < b.ref ? -1 : 1))

  const waved = () => (get('waved') ?? '').split(' ')

  return {
    token: () => get('token'),
    setToken: (token) => set('token', token),
    open: () => get('open') === '1',
    setOpen: (open) => set('open', open ? '1' : '0'),
    readSeq: () => Number(get('read')) || 0,
    setReadSeq: (seq) => set('read', String(seq)),
    unsent,
    // One key an entry: two tabs of the shop then never overwrite each other's words.
    keep(entry) {
      set('out:' + entry.ref, JSON.stringify({ text: entry.text, at: entry.at }))
      for (const old of unsent().slice(0, -UNSENT_LIMIT)) remove('out:' + old.ref)
    },
    drop: (ref) => remove('out:' + ref),
    waved,
    wave: (what) => set('waved', [...waved(), what].slice(-4).join(' ')),
  }
}

function parseUnsent(ref: string, value: string | null): Unsent | null {
  try {
    const entry = JSON.parse(value ?? '') as { text?: unknown; at?: unknown }
    return typeof entry.text === 'string' && typeof entry.at === 'number'
      ? { ref, text: entry.text, at: entry.at }
      : null
  } catch {
    return null
  }
}
