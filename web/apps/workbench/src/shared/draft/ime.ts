// Knows whether an input method is composing. While it does, nothing is sent, nothing is checked, and
// no key means a command: Enter, Tab and Esc belong to the input method.

/** A key this soon after a composition ended may be the very key that ended it (Safari's order). */
const ENDING_KEY_MS = 30

interface KeyLike { isComposing: boolean; keyCode: number; key: string; timeStamp: number }

export class ImeGuard {
  private composing = false
  private endedAt = -Infinity

  started(): void { this.composing = true }

  ended(event: { timeStamp: number }): void {
    this.composing = false
    this.endedAt = event.timeStamp
  }

  /** The field lost focus: some input methods then send no end. */
  reset(): void { this.composing = false }

  get active(): boolean { return this.composing }

  /** True when the key belongs to the input method and must not be taken for a command. */
  owns(event: KeyLike): boolean {
    return this.composing || event.isComposing || event.keyCode === 229
      || event.timeStamp - this.endedAt < ENDING_KEY_MS
  }
}
