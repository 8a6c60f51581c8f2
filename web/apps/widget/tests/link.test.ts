import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Link, pauseMs, type LinkPorts } from '../src/frame/link'

class FakeSocket {
  static readonly OPEN = 1
  static made: FakeSocket[] = []
  readyState = 1
  sent: { type: string }[] = []
  closed = false
  onopen?: () => void
  onmessage?: (event: { data: string }) => void
  onclose?: (event: { code: number }) => void
  constructor(readonly url: string) {
    FakeSocket.made.push(this)
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as { type: string })
  }
  close() {
    this.closed = true
  }
  welcome() {
    this.onopen?.()
    this.onmessage?.({ data: '{"type":"welcome","now_at":0,"online":true}' })
  }
}

const newest = () => FakeSocket.made.at(-1) as FakeSocket

describe('the socket', () => {
  let cursor: number
  let ports: LinkPorts
  let link: Link

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
    FakeSocket.made = []
    cursor = 3
    ports = {
      url: 'wss://desk.example/ws/buyer',
      hello: () => ({ type: 'hello', token: 't', cursor }),
      heard: vi.fn(),
      state: vi.fn(),
      refused: vi.fn(),
    }
    link = new Link(ports)
    link.start()
  })
  afterEach(() => {
    link.stop()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('resumes after the newest cursor when it comes back', async () => {
    newest().welcome()
    cursor = 9
    newest().onclose?.({ code: 1001 })
    expect(ports.state).toHaveBeenLastCalledWith(false)
    await vi.advanceTimersByTimeAsync(10_000)
    newest().welcome()
    expect(FakeSocket.made).toHaveLength(2)
    expect(newest().sent[0]).toEqual({ type: 'hello', token: 't', cursor: 9 })
    expect(ports.state).toHaveBeenLastCalledWith(true)
  })

  it('does not hammer a server that refuses the token', async () => {
    newest().onclose?.({ code: 4401 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ports.refused).toHaveBeenCalledOnce()
    expect(FakeSocket.made).toHaveLength(1)
  })

  it('pings, and gives up a line that has gone silent', async () => {
    const first = newest()
    first.welcome()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(first.sent.at(-1)).toEqual({ type: 'ping' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(first.closed).toBe(true)
    expect(ports.state).toHaveBeenLastCalledWith(false)
  })

  it('gives up a handshake that hangs', async () => {
    await vi.advanceTimersByTimeAsync(10_000)
    expect(FakeSocket.made[0]?.closed).toBe(true)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(FakeSocket.made.length).toBeGreaterThan(1)
  })

  it('hears nothing from a line it has left', () => {
    const old = newest()
    old.welcome()
    link.cut()
    vi.mocked(ports.heard).mockClear()
    old.onmessage?.({ data: '{"type":"typing","on":true}' })
    expect(ports.heard).not.toHaveBeenCalled()
  })

  it('pauses between half a second and ten, at random', () => {
    for (let failures = 0; failures < 40; failures++) {
      expect(pauseMs(failures, () => 0)).toBe(500)
      expect(pauseMs(failures, () => 1)).toBeLessThanOrEqual(10_000)
    }
    expect(pauseMs(0, () => 1)).toBeLessThan(pauseMs(5, () => 1))
  })
})
