// Keeps the advice of a talk fresh: read when the talk opens, when anything happens in it or to its buyer and goods, and
// every minute, since what was true at ten to four is not at four.
import { onBeforeUnmount, watch } from 'vue'
import { useLive } from '@/shared/stores/live'
import { soon } from '@/shared/stores/soon'
import { STAYS_MS } from '../staying'
import { useAdvice } from './store'

const EVERY_MS = 60_000
const AFTER_EVENT_MS = 250

export function useAdviceOf(shop: () => string, conversation: () => string, buyer: () => string): void {
  const advice = useAdvice()
  const live = useLive()
  const read = () => void advice.load(shop(), conversation())
  const again = soon(read, AFTER_EVENT_MS)
  const minute = setInterval(read, EVERY_MS)

  const opened = soon(read, STAYS_MS)
  watch(conversation, () => { opened.cancel(); opened.ask() }, { immediate: true })
  onBeforeUnmount(() => {
    again.cancel()
    opened.cancel()
    clearInterval(minute)
  })

  live.listen({
    event: (event) => {
      if (event.shop !== shop()) return
      switch (event.kind) {
        case 'message-sent': case 'message-recalled':
          if (event.data.message.conversation === conversation()) again.ask()
          return
        case 'order-created': case 'order-paid': case 'order-closed': case 'order-changed':
          if (event.data.order.buyer.id === buyer()) again.ask()
          return
        case 'buyer-changed': case 'buyer-opted-out':
          if (event.subject === buyer()) again.ask()
          return
        case 'product-changed': case 'orders-imported':
          return again.ask()
        case 'concession-asked': case 'concession-decided':
          return again.ask()
      }
    },
    open: () => again.ask(),
  })
}
