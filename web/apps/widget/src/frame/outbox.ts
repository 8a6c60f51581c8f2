// What the buyer wrote and no server has acknowledged: sent one at a time, in order, until each is
// acknowledged or refused for good. The same client reference goes out on every try, so a message
// that arrived without its answer is never doubled.
import type { Unsent } from '../bridge'
import type { BuyerMessage } from '../wire'
import { Problem } from './api'

/** Words left from an earlier visit are shown, not sent behind the buyer's back, after this long. */
const STALE_MS = 60 * 60 * 1000
const RETRY_MS = [1000, 3000]

/** A picture that was chosen. It lives as long as the page: no storage of the shop's page takes it. */
export interface Shot {
  file: Blob
  /** Shows it; null when this browser cannot. */
  url: string | null
  width: number
  height: number
}

export interface Pending extends Unsent {
  shot: Shot | null
  state: 'queued' | 'failed'
  /** The server's own words for a refusal, when it gave any. */
  reason: string | null
  /** Nobody refused it; it goes out again by itself when the connection is back. */
  transient: boolean
}

export interface OutboxPorts {
  post(entry: Pending): Promise<BuyerMessage>
  /** The token was refused; resolves when a new one is there. */
  renew(): Promise<void>
  acked(message: BuyerMessage, ref: string): void
  keep(unsent: Unsent): void
  drop(ref: string): void
  changed(): void
  /** The socket is up, so a failed try is worth repeating; else `wake` will come with the line. */
  up(): boolean
  now(): number
}

export class Outbox {
  entries: readonly Pending[]
  /** The server asked us to wait until then. */
  holdUntil: number | null = null
  private running = false
  private tries = 0

  constructor(
    private readonly ports: OutboxPorts,
    left: readonly Unsent[],
  ) {
    this.entries = left.map((u) => {
      const stale = ports.now() - u.at > STALE_MS
      return { ...u, shot: null, state: stale ? 'failed' : 'queued', reason: null, transient: false }
    })
  }

  /** With a reason it is not even tried. */
  add(unsent: Unsent, shot: Shot | null = null, reason: string | null = null): void {
    if (!shot) this.ports.keep(unsent)
    this.entries = [...this.entries, { ...unsent, shot, state: reason ? 'failed' : 'queued', reason, transient: false }]
    this.ports.changed()
    void this.flush()
  }

  retry(ref: string): void {
    this.set(ref, { state: 'queued', reason: null })
    void this.flush()
  }

  discard(ref: string): void {
    this.entries = this.entries.filter((e) => e.ref !== ref)
    this.ports.drop(ref)
    this.ports.changed()
  }

  /** The message is in the talk, whichever way we learned it. */
  settle(ref: string): void {
    if (ref && this.entries.some((e) => e.ref === ref)) this.discard(ref)
  }

  /** The connection is back: what failed for want of it is sent again. */
  wake(): void {
    this.tries = 0
    this.entries = this.entries.map((e) => (e.transient ? { ...e, state: 'queued', transient: false } : e))
    this.ports.changed()
    void this.flush()
  }

  async flush(): Promise<void> {
    if (this.running || this.holdUntil !== null) return
    this.running = true
    let renewed = false
    for (let next = this.next(); next; next = this.next()) {
      try {
        const message = await this.ports.post(next)
        this.tries = 0
        this.ports.acked(message, next.ref)
        this.settle(next.ref)
      } catch (error) {
        const problem = error instanceof Problem ? error : new Problem(0, 'network', '')
        if (problem.status === 401 && !renewed) {
          renewed = true
          await this.ports.renew().catch(() => undefined)
        } else if (problem.status === 429) {
          this.hold(problem.retryAfterS ?? 5)
          break
        } else if (problem.transient) {
          this.later(next.ref)
          break
        } else {
          this.set(next.ref, { state: 'failed', reason: problem.detail || null })
        }
      }
    }
    this.running = false
  }

  private next(): Pending | undefined {
    return this.entries.find((e) => e.state === 'queued')
  }

  private hold(seconds: number): void {
    this.holdUntil = this.ports.now() + seconds * 1000
    setTimeout(() => {
      this.holdUntil = null
      this.ports.changed()
      void this.flush()
    }, seconds * 1000)
    this.ports.changed()
  }

  /** Tries again soon, and after a few tries says so to the buyer. */
  private later(ref: string): void {
    if (!this.ports.up()) return
    const wait = RETRY_MS[this.tries++]
    if (wait !== undefined) {
      setTimeout(() => void this.flush(), wait)
      return
    }
    // What stands behind it would overtake it, so all of it waits for the connection.
    this.tries = 0
    this.entries = this.entries.map((e) =>
      e.state === 'queued' || e.ref === ref ? { ...e, state: 'failed', transient: true } : e,
    )
    this.ports.changed()
  }

  private set(ref: string, change: Partial<Pending>): void {
    this.entries = this.entries.map((e) => (e.ref === ref ? { ...e, transient: false, ...change } : e))
    this.ports.changed()
  }
}
