// The present moment by the server's clock, moving once a second for all counters together.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useSession } from './session'

export const useClock = defineStore('clock', () => {
  const session = useSession()
  const now = ref(session.now())
  let timer: ReturnType<typeof setInterval> | undefined

  function tick(): void { now.value = session.now() }
  function start(): void {
    clearInterval(timer)
    tick()
    timer = setInterval(tick, 1000)
  }
  function stop(): void { clearInterval(timer) }

  return { now, start, stop, tick }
})
