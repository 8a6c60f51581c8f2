// The order in which things of one talk go out, texts and pictures alike: one after the other, and what could not go
// for want of a line holds back whatever was written after it. So the buyer reads them in the order of writing.

/** Gone, or refused for good: the next may go. No line: nothing of this talk goes before this one has. */
export type Went = 'over' | 'no-line'

export interface Load {
  ref: string
  /** Tries once. */
  go: () => Promise<Went>
  /** One before it found no line: it was not tried. */
  held: () => void
}

/** What found no line is tried again after so long, then after twice as long and so on: the line for news may stand all
 * the while, so that nothing tells when the way is free. */
const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 30_000

export class Lane {
  private readonly waiting = new Map<string, Load[]>()
  private readonly moving = new Set<string>()
  private wait = FIRST_WAIT_MS
  private timer: ReturnType<typeof setTimeout> | undefined

  /** Behind what waits in this talk; what waits already keeps its place. Then everything of the talk is tried. */
  put(talk: string, load: Load): void {
    const queue = this.waiting.get(talk) ?? []
    if (!queue.some((one) => one.ref === load.ref)) this.waiting.set(talk, [...queue, load])
    void this.move(talk)
  }

  /** It is not to go any more. */
  drop(ref: string): void {
    for (const [talk, queue] of this.waiting) {
      this.waiting.set(talk, queue.filter((one) => one.ref !== ref))
    }
  }

  /** The way is free again: everything that waits is tried, in its order. */
  again(): void {
    this.wait = FIRST_WAIT_MS
    this.tryAll()
  }

  private tryAll(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    for (const talk of this.waiting.keys()) void this.move(talk)
  }

  private async move(talk: string): Promise<void> {
    if (this.moving.has(talk)) return
    this.moving.add(talk)
    for (let next = this.waiting.get(talk)?.[0]; next; next = this.waiting.get(talk)?.[0]) {
      if (await next.go() === 'no-line') {
        this.waiting.get(talk)?.slice(1).forEach((one) => one.held())
        this.tryLater()
        break
      }
      this.wait = FIRST_WAIT_MS
      this.drop(next.ref)
    }
    if (this.waiting.get(talk)?.length === 0) this.waiting.delete(talk)
    this.moving.delete(talk)
  }

  private tryLater(): void {
    if (this.timer !== undefined) return
    this.timer = setTimeout(() => this.tryAll(), this.wait)
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS)
  }
}

/** The desk's one lane. */
export const lane = new Lane()
