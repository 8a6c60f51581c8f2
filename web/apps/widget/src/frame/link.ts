// One socket that stays up: says hello with the cursor, pings, notices silence, and comes back with
// growing, jittered pauses. It knows frames, not what they mean.
import type { ClientFrame, ServerFrame } from '../wire'

const PING_MS = 20_000
const SILENCE_MS = 60_000
const WELCOME_MS = 10_000
const REFUSED = 4401

/** Between half a second and ten, at random, wider after every failure. */
export function pauseMs(failures: number, random: () => number = Math.random): number {
  return 500 + random() * Math.min(9500, 500 * 2 ** failures)
}

export interface LinkPorts {
  url: string
  hello(): ClientFrame | null
  heard(frame: ServerFrame): void
  /** `up` only after the server's welcome. */
  state(up: boolean): void
  refused(): void
}

export class Link {
  private socket: WebSocket | null = null
  private failures = 0
  private heardAt = 0
  private pause: ReturnType<typeof setTimeout> | undefined
  private pulse: ReturnType<typeof setInterval> | undefined
  private wanted = false

  constructor(private readonly ports: LinkPorts) {}

  start(): void {
    this.wanted = true
    this.connect()
  }

  stop(): void {
    this.wanted = false
    this.drop()
  }

  /** Do not wait for the pause: the network is back, or the buyer looks. */
  hurry(): void {
    if (this.wanted && !this.socket) this.connect()
  }

  /** The network said it is gone; do not wait for the socket to find out. */
  cut(): void {
    if (!this.wanted) return
    this.drop()
    this.ports.state(false)
    this.again()
  }

  send(frame: ClientFrame): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(JSON.stringify(frame))
    return true
  }

  private connect(): void {
    clearTimeout(this.pause)
    const hello = this.ports.hello()
    if (!hello) return
    const socket = new WebSocket(this.ports.url)
    this.socket = socket
    this.heardAt = Date.now()
    socket.onopen = () => this.send(hello)
    socket.onmessage = (event) => {
      if (socket !== this.socket) return
      this.heardAt = Date.now()
      const frame = parse(event.data)
      if (!frame) return
      if (frame.type === 'welcome') {
        this.failures = 0
        clearTimeout(this.pause)
        this.ports.state(true)
      }
      this.ports.heard(frame)
    }
    socket.onclose = (event) => {
      if (socket !== this.socket) return
      this.drop()
      this.ports.state(false)
      if (event.code === REFUSED) this.ports.refused()
      else this.again()
    }
    // A torn network can leave a handshake hanging; the welcome must come soon.
    this.pause = setTimeout(() => this.cut(), WELCOME_MS)
    clearInterval(this.pulse)
    this.pulse = setInterval(() => this.beat(), PING_MS)
  }

  private beat(): void {
    if (Date.now() - this.heardAt > SILENCE_MS) this.cut()
    else this.send({ type: 'ping' })
  }

  private drop(): void {
    clearTimeout(this.pause)
    clearInterval(this.pulse)
    const socket = this.socket
    this.socket = null
    socket?.close()
  }

  private again(): void {
    if (this.wanted) this.pause = setTimeout(() => this.connect(), pauseMs(this.failures++))
  }
}

function parse(data: unknown): ServerFrame | null {
  try {
    return JSON.parse(String(data)) as ServerFrame
  } catch {
    return null
  }
}
