// When a draft is sent to be checked, and which answers still count. The first change goes out at once,
// further ones within 30 ms are folded into one; an answer to an older revision is dropped.
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
    this.timer = setTimeout(() => {
      this.timer = undefined
      const next = this.waiting
      this.waiting = null
      if (next !== null) this.change(next)
    }, COALESCE_MS)
  }

  /** The text an answer speaks about, or null when a newer one is on its way. */
  accept(answer: { rev: number } & Pick<CheckResult, 'findings'>): string | null {
    return answer.rev === this.rev ? this.sentText : null
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

  private emit(text: string): void {
    this.rev++
    this.sentText = text
    this.send(this.rev, text)
  }
}
