// The line to the server as the pages see it: its state, and a place to subscribe to what comes in.
// It interprets nothing; each feature applies the events it knows.
import { defineStore } from 'pinia'
import { onScopeDispose, ref } from 'vue'
import type { ClientFrame, EventFrame, ServerFrame } from '@jinpai/api'
import { AgentLine, type ConnectionState } from '@jinpai/realtime'
import { useSession } from './session'

type Signal = Exclude<ServerFrame, EventFrame | { type: 'reset' }>

export interface LiveListener {
  event?: (event: EventFrame) => void
  reset?: (shop: string) => void
  signal?: (frame: Signal) => void
  /** The line is up, first or again. */
  open?: () => void
}

export const useLive = defineStore('live', () => {
  const session = useSession()
  const state = ref<ConnectionState>('stopped')
  const listeners = new Set<LiveListener>()
  let line: AgentLine | null = null
  let onRefused: () => void = () => {}

  function socketUrl(): string {
    return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/agent`
  }

  function create(): AgentLine {
    return new AgentLine(socketUrl(), {
      onEvent: (event) => listeners.forEach((one) => one.event?.(event)),
      onReset: (shop) => listeners.forEach((one) => one.reset?.(shop)),
      onSignal: (frame) => {
        if (frame.type === 'welcome' || frame.type === 'pong') session.hearTime(frame.now_at)
        listeners.forEach((one) => one.signal?.(frame))
      },
      onState: (next) => {
        state.value = next
        if (next === 'open') listeners.forEach((one) => one.open?.())
        if (next === 'refused') onRefused()
      },
    })
  }

  const nudge = () => line?.nudge()
  const wake = () => { if (document.visibilityState === 'visible') nudge() }

  /** `cursors` are the sequences at which the lists were read. */
  function start(cursors: Record<string, number>, refused: () => void): void {
    stop()
    onRefused = refused
    line = create()
    for (const [shop, seq] of Object.entries(cursors)) line.cursors.startAt(shop, seq)
    window.addEventListener('online', nudge)
    document.addEventListener('visibilitychange', wake)
    line.start()
  }

  function stop(): void {
    window.removeEventListener('online', nudge)
    document.removeEventListener('visibilitychange', wake)
    line?.stop()
    line = null
  }

  function send(frame: ClientFrame): boolean { return line?.send(frame) ?? false }

  /** Subscribes for the life of the calling component or store. */
  function listen(listener: LiveListener): void {
    listeners.add(listener)
    onScopeDispose(() => listeners.delete(listener), true)
  }

  return { state, start, stop, send, listen }
})
