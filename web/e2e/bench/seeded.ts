// Chance that repeats: the same seed and name give the same run of choices.

export class Seeded {
  private state: number

  constructor(seed: number, name = '') {
    // FNV-1a over the name, so that everybody in a run has choices of her own.
    let hash = 0x811c9dc5 ^ seed
    for (const char of name) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193)
    this.state = hash >>> 0
  }

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  within(from: number, to: number): number {
    return from + this.next() * (to - from)
  }

  /** A whole number below `n`. */
  below(n: number): number {
    return Math.floor(this.next() * n)
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)]
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms))
}
