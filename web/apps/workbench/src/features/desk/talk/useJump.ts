// A link to one message of a talk: reads back until the message is there, shows it, and marks it.
import { nextTick, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import { useDesk } from '../store'

/** Pages read back at most; a message further away is left to scrolling. */
const PAGES = 20

export const elementIdOf = (message: string) => `message-${message}`

/** `rest` has the page show all that it has read. */
export function useJump(conversation: string, rest: () => void) {
  const route = useRoute()
  const desk = useDesk()
  const target = ref('')

  async function jump(message: string): Promise<void> {
    for (let page = 0; page < PAGES; page++) {
      const talk = desk.talks.get(conversation)
      if (!talk || talk.items.some((one) => one.id === message) || !talk.more || talk.failed) break
      await desk.loadOlder(conversation)
    }
    target.value = message
    rest()
    await nextTick()
    document.getElementById(elementIdOf(message))?.scrollIntoView({ block: 'center' })
  }

  const asked = () => (typeof route.query.message === 'string' && route.params.conversation === conversation ? route.query.message : '')
  const ready = () => (desk.talks.get(conversation)?.items.length ?? 0) > 0
  watch(() => (ready() ? asked() : ''), (message) => {
    if (!message) return
    // After the timeline has gone to its end, which it does when the first messages come.
    void nextTick().then(() => nextTick()).then(() => jump(message))
  }, { immediate: true })

  return { target }
}
