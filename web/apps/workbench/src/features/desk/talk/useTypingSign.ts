// Tells the buyer that somebody writes: at most every three seconds, and off when nobody does any more.
import { onBeforeUnmount } from 'vue'
import { useLive } from '@/shared/stores/live'

const RENEW_MS = 3_000

export function useTypingSign(shop: string, conversation: string) {
  const live = useLive()
  let saidAt = 0
  function on(): void {
    const now = Date.now()
    if (now - saidAt < RENEW_MS) return
    if (live.send({ type: 'typing', shop, conversation, on: true })) saidAt = now
  }
  function off(): void {
    if (saidAt === 0) return
    saidAt = 0
    live.send({ type: 'typing', shop, conversation, on: false })
  }
  onBeforeUnmount(off)
  return { on, off }
}
