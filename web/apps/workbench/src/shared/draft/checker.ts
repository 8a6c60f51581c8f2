// When a draft is sent to be checked, and which answers still count. A change goes out at once; while its
// answer is under way, or 30 ms at most, further changes are folded into one. An answer to an older
// revision is dropped.
import type { CheckResult } from '@jinpai/api'

export const COALESCE_MS = 30

export class DraftChecker {
  private rev = 0
  private sentText: string | null = null
  private waiting: string | null = null
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `send` answers false when the line is down; the text is then sent by `resend` once it is up. */
  constructor(private readonly send: (rev: number, text: string) => boolean) {}

  get revision(): number { return this.rev }

  change(text: string): void {
    if (this.timer !== undefined) {
      this.waiting = text
      return
    }
    this.emit(text)
    this.timer = setTimeout(() => this.release(), COALESCE_MS)
  }

  /** The text an answer speaks about, or null when a newer one is on its way. */
  accept(answer: { rev: number } & Pick<CheckResult, 'findings'>): string | null {
    if (answer.rev !== this.rev) return null
    const about = this.sentText
    this.release()
    return about
  }

  /** The line is up again: what it may have lost is asked again. */
  resend(): void {
    if (this.sentText) this.emit(this.sentText)
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.waiting = null
    this.sentText = null
    // Answers on their way are for a draft that is gone.
    this.rev++
  }

  /** The line is free again: what was folded meanwhile goes out. */
  private release(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    const next = this.waiting
    this.waiting = null
    if (next !== null) this.change(next)
  }

  private emit(text: string): void {
    this.rev++
    this.sentText = text
    this.send(this.rev, text)
  }
}
