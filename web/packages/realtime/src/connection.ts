// A WebSocket of JSON frames that comes back by itself. It knows silence, pings and waiting; it knows
// nothing about what the frames mean and keeps none of them: what was not delivered is asked for again
// by cursor, never replayed from here.
import { backoffMs } from './backoff'

/** A ping every 20 s; after 60 s without a word from the server the line counts as dead. */
export const PING_EVERY_MS = 20_000
export const SILENCE_MS = 60_000

export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'refused' | 'stopped'

export interface ConnectionOptions<In> {
  url: string
  /** Frame that must come first on every new line; read at each connect, so it carries the newest cursor. */
  hello: () => unknown
  onFrame: (frame: In) => void
  onState: (state: ConnectionState) => void
  /** Close codes after which another try is useless. */
  refusedCodes?: readonly number[]
  /** For tests. */
  open?: (url: string) => WebSocket
  random?: () => number
}

export class Connection<In extends { type: string }, Out extends { type: string }> {
  private socket: WebSocket | null = null
  private attempt = 0
  private heardAt = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private pingTimer: ReturnType<typeof setInterval> | undefined
  private state: ConnectionState = 'stopped'

  constructor(private readonly options: ConnectionOptions<In>) {}

  start(): void {
    if (this.state !== 'stopped' && this.state !== 'refused') return
    this.attempt = 0
    this.connect()
  }

  stop(): void {
    this.become('stopped')
    this.drop()
  }

  /** Tries at once instead of waiting: the network came back, or the page was woken. */
  nudge(): void {
    if (this.state === 'waiting') this.connect()
    else if (this.state === 'open' && performance.now() - this.heardAt > PING_EVERY_MS * 1.5) this.reconnect()
  }

  /** False when the line is down; the frame is then gone. */
  send(frame: Out): boolean {
    if (this.state !== 'open' || this.socket?.readyState !== 1) return false
    this.socket.send(JSON.stringify(frame))
    return true
  }

  private connect(): void {
    this.drop()
    this.become('connecting')
    const socket = (this.options.open ?? ((url) => new WebSocket(url)))(this.options.url)
    this.socket = socket
    socket.onopen = () => {
      if (this.socket !== socket) return
      this.heardAt = performance.now()
      socket.send(JSON.stringify(this.options.hello()))
      this.pingTimer = setInterval(() => this.beat(), PING_EVERY_MS)
    }
    socket.onmessage = (event: MessageEvent) => {
      if (this.socket !== socket) return
      this.heardAt = performance.now()
      const frame = JSON.parse(String(event.data)) as In
      if (frame.type === 'welcome') {
        this.attempt = 0
        this.become('open')
      }
      this.options.onFrame(frame)
    }
    socket.onclose = (event: CloseEvent) => {
      if (this.socket !== socket) return
      this.drop()
      if (this.options.refusedCodes?.includes(event.code)) this.become('refused')
      else this.wait()
    }
  }

  private beat(): void {
    if (performance.now() - this.heardAt > SILENCE_MS) this.reconnect()
    else if (this.socket?.readyState === 1) this.socket.send(JSON.stringify({ type: 'ping' }))
  }

  private reconnect(): void {
    this.drop()
    this.wait()
  }

  private wait(): void {
    this.become('waiting')
    const pause = backoffMs(this.attempt++, (this.options.random ?? Math.random)())
    this.retryTimer = setTimeout(() => this.connect(), pause)
  }

  private drop(): void {
    clearTimeout(this.retryTimer)
    clearInterval(this.pingTimer)
    const socket = this.socket
    this.socket = null
    if (socket && socket.readyState <= 1) socket.close()
  }

  private become(state: ConnectionState): void {
    if (this.state === state) return
    this.state = state
    this.options.onState(state)
  }
}
