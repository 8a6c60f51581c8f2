// Which events of each shop this page has seen. An event at or below the cursor was seen already.

export class Cursors {
  private readonly seen = new Map<string, number>()

  /** Starts a shop at the sequence its lists were read at. Never goes back. */
  startAt(shop: string, seq: number): void {
    this.seen.set(shop, Math.max(seq, this.seen.get(shop) ?? 0))
  }

  /** True when the event is new; the cursor then stands on it. */
  advance(shop: string, seq: number): boolean {
    if (seq <= (this.seen.get(shop) ?? 0)) return false
    this.seen.set(shop, seq)
    return true
  }

  forget(): void { this.seen.clear() }

  all(): Record<string, number> { return Object.fromEntries(this.seen) }
}
