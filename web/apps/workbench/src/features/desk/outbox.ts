// Messages on their way. Each has a client reference that stays the same over every try, so that the
// server takes it once. Kept in the browser's storage, one key a message, so that a reload loses none
// and two tabs do not overwrite each other's.

export type OutState = 'sending' | 'failed'

export interface OutMessage {
  ref: string
  shop: string
  conversation: string
  text: string
  at: number
  state: OutState
  /** Why it failed, in a sentence. */
  problem: string
  /** It failed for want of a line, so it goes out by itself when the line is back. */
  again: boolean
}

const PREFIX = 'jp.outbox.'
/** Older than this it is stale news to the buyer; it waits as failed for a person to decide. */
export const RESEND_WITHIN_MS = 10 * 60_000

export class Outbox {
  constructor(private readonly storage: Storage, private readonly person: string) {}

  private key(ref: string): string { return `${PREFIX}${this.person}.${ref}` }

  put(message: OutMessage): void {
    try {
      this.storage.setItem(this.key(message.ref), JSON.stringify(message))
    } catch {
      // Storage is full or forbidden: the message is still sent, only a reload could lose it.
    }
  }

  remove(ref: string): void { this.storage.removeItem(this.key(ref)) }

  /** What a reload left behind, oldest first. What was cut off long ago comes back as failed. */
  restore(now: number): OutMessage[] {
    const found: OutMessage[] = []
    for (let i = 0; i < this.storage.length; i++) {
      const key = this.storage.key(i)
      if (!key?.startsWith(`${PREFIX}${this.person}.`)) continue
      try {
        const message = JSON.parse(this.storage.getItem(key) ?? '') as OutMessage
        const stale = message.state === 'sending' && now - message.at > RESEND_WITHIN_MS
        found.push(stale ? { ...message, state: 'failed' } : message)
      } catch {
        // Not ours to read any more.
      }
    }
    return found.sort((a, b) => a.at - b.at)
  }
}

/** 26 characters, unique per message; the server takes up to 64 bytes. */
export function newRef(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  const bytes = random(new Uint8Array(16))
  return `w-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('').slice(0, 24)}`
}
