// One buyer's talk, without a pixel: opens the session, keeps timeline, outbox and socket together,
// and tells the loader what must outlive the page. Views read `state` and call the verbs.
import type { FrameSays, Init } from '../bridge'
import type { BuyerMessage, Farewell, Marks, ServerFrame, ShopCard } from '../wire'
import { Api, Problem } from './api'
import { keyOf, textOf, unsentIn, wavedIn } from './held'
import { Link, pauseMs } from './link'
import { Outbox, type Pending, type Shot } from './outbox'
import { EMPTY, fromPost, fromSocket, unreadAfter, withLatest, withOlder, without, type Timeline } from './timeline'

const TYPING_EVERY_MS = 3000
const TYPING_ENDS_MS = 6000

export interface ChatState {
  phase: 'idle' | 'starting' | 'ready' | 'failed'
  failure: Problem | null
  shop: ShopCard | null
  timeline: Timeline
  loadingOlder: boolean
  pending: readonly Pending[]
  holdUntil: number | null
  marks: Marks
  /** An agent is there; null while unknown. */
  online: boolean | null
  /** The socket is up. */
  up: boolean
  typing: boolean
  /** Her place in the queue; 0: she stands in none. */
  queue: number
  /** A talk goes on; else the next words begin one. */
  talking: boolean
  /** It was ended while she was here. */
  ended: boolean
  farewell: Farewell | null
  shown: boolean
}

export type Bridge = (word: FrameSays) => void

export class Chat {
  state: ChatState
  private readonly listeners = new Set<() => void>()
  readonly api: Api
  private readonly outbox: Outbox
  private readonly link: Link
  private readonly init: Init
  private readSeq: number
  private deliveredSeq = 0
  private visitorId: string | null = null
  private beginning: Promise<void> | null = null
  private failures = 0
  private refusals = 0
  private atEnd = true
  private readonly copies = new Map<string, Promise<string>>()
  private readonly waved: Set<string>
  private typedAt = 0
  private typingEnds: ReturnType<typeof setTimeout> | undefined
  private turns: ReturnType<typeof setTimeout> | undefined

  constructor(
    init: Init,
    private readonly bridge: Bridge,
    api = new Api(init.locale),
  ) {
    this.init = init
    this.api = api
    const { held } = init
    this.api.token = held.token || null
    this.readSeq = Number(held.read) || 0
    this.waved = new Set(wavedIn(held))
    this.outbox = new Outbox(
      {
        post: (entry) => this.post(entry),
        renew: () => this.openSession(),
        acked: (message) => this.advance(fromPost(this.state.timeline, message), false),
        keep: (unsent) => this.hold(keyOf(unsent.ref), textOf(unsent)),
        drop: (ref) => this.hold(keyOf(ref)),
        changed: () => this.set({ pending: this.outbox.entries, holdUntil: this.outbox.holdUntil }),
        up: () => this.state.up,
        now: () => Date.now(),
      },
      unsentIn(held, (key) => this.hold(key)),
    )
    this.link = new Link({
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/buyer`,
      hello: () =>
        this.api.token ? { type: 'hello', token: this.api.token, cursor: this.state.timeline.cursor } : null,
      heard: (frame) => this.heard(frame),
      state: (up) => this.linked(up),
      refused: () => void this.refused(),
    })
    this.state = {
      phase: 'idle',
      failure: null,
      shop: null,
      timeline: EMPTY,
      loadingOlder: false,
      pending: this.outbox.entries,
      holdUntil: null,
      marks: { agent_delivered_seq: 0, agent_read_seq: 0 },
      online: null,
      up: false,
      typing: false,
      queue: 0,
      talking: false,
      ended: false,
      farewell: null,
      shown: init.open,
    }
    addEventListener('online', () => this.link.hurry())
    addEventListener('offline', () => this.link.cut())
    document.addEventListener('visibilitychange', () => {
      this.link.hurry()
      this.markSeen()
    })
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Opens the session once; every caller waits for the same one. Never rejects. */
  begin(): Promise<void> {
    this.beginning ??= this.start()
    return this.beginning
  }

  /** The visitor's id for the shop's checkout, or null when no session could be opened. */
  async visitor(): Promise<string | null> {
    await this.begin()
    return this.visitorId
  }

  setShown(shown: boolean): void {
    this.set({ shown })
    if (!shown) return
    void this.begin()
    this.link.hurry()
    this.markSeen()
  }

  /** The buyer sees the newest message (the log stands at its end). */
  setAtEnd(atEnd: boolean): void {
    this.atEnd = atEnd
    if (atEnd) this.markSeen()
  }

  send(text: string): void {
    const words = text.trim()
    if (!words) return
    this.atEnd = true
    this.typedAt = 0
    this.set({ ended: false, farewell: null })
    this.outbox.add({ ref: newRef(), text: words, at: Date.now() })
    void this.begin()
  }

  sendShot(shot: Shot, reason: string | null): void {
    this.atEnd = true
    this.set({ ended: false, farewell: null })
    this.outbox.add({ ref: newRef(), text: '', at: Date.now() }, shot, reason)
    void this.begin()
  }

  private async post(entry: Pending): Promise<BuyerMessage> {
    if (!entry.shot) return this.api.send(entry.ref, entry.text)
    const message = await this.api.picture(entry.ref, entry.shot.file)
    // What she has just seen need not be fetched.
    if (message.picture && entry.shot.url) this.copies.set(`${message.picture.id}small`, Promise.resolve(entry.shot.url))
    return message
  }

  /** An address of one copy of a picture; fetched once. */
  copy(id: string, size: 'small' | 'large'): Promise<string> {
    const key = id + size
    let found = this.copies.get(key)
    if (!found) {
      found = this.api.call<Blob>('GET', `pictures/${id}?size=${size}`).then((blob) => URL.createObjectURL(blob))
      found.catch(() => this.copies.delete(key))
      this.copies.set(key, found)
    }
    return found
  }

  /** Ends the talk; her next words begin another. */
  async close(): Promise<void> {
    await this.api.call('POST', 'close').then(
      () => this.set({ talking: false, ended: true }),
      () => undefined,
    )
  }

  private hold(key: string, text = ''): void {
    this.bridge({ type: 'hold', key, text })
  }

  asks(what: string): boolean {
    return !this.waved.has(what)
  }

  /** She wants to hear no more of it. */
  wave(what: string): void {
    this.waved.add(what)
    this.hold('waved', [...this.waved].slice(-4).join(' '))
    this.set({})
  }

  retry(ref: string): void {
    this.outbox.retry(ref)
  }

  discard(ref: string): void {
    this.outbox.discard(ref)
  }

  typed(empty: boolean): void {
    const now = Date.now()
    if (empty) {
      if (this.typedAt > 0) this.link.send({ type: 'typing', on: false })
      this.typedAt = 0
    } else if (now - this.typedAt > TYPING_EVERY_MS) {
      this.typedAt = now
      this.link.send({ type: 'typing', on: true })
    }
  }

  async older(): Promise<void> {
    const { timeline, loadingOlder } = this.state
    const first = timeline.items[0]
    if (!first || !timeline.more || loadingOlder) return
    this.set({ loadingOlder: true })
    try {
      const page = await this.api.messages(first.seq)
      this.set({ timeline: withOlder(this.state.timeline, page) })
    } catch {
      // The next scroll asks again.
    } finally {
      this.set({ loadingOlder: false })
    }
  }

  /** Asks again after a failed start. */
  again(): void {
    if (this.state.phase === 'failed') this.beginning = this.start()
  }

  private async start(): Promise<void> {
    this.set({ phase: 'starting', failure: null })
    try {
      await this.openSession()
      const page = await this.api.messages(null)
      for (const m of page.items) this.outbox.settle(m.client_ref)
      this.set({ phase: 'ready', marks: page.marks })
      this.advance(withLatest(this.state.timeline, page), true)
      this.link.start()
      void this.outbox.flush()
    } catch (error) {
      const failure = error instanceof Problem ? error : new Problem(0, 'network', '')
      this.set({ phase: 'failed', failure })
      if (failure.transient) setTimeout(() => this.again(), pauseMs(this.failures++))
    }
  }

  private async openSession(): Promise<void> {
    const session = await this.api.session(this.init.shop, this.init.identity)
    this.api.token = session.token
    this.visitorId = session.visitor
    this.hold('token', session.token)
    this.set({ shop: session.shop, talking: session.conversation !== null })
    const { changes_at } = session.shop.service
    clearTimeout(this.turns)
    // Not all chats of the shop at the very moment; and no timer reaches further than 24 days.
    if (changes_at)
      this.turns = setTimeout(() => void this.openSession().catch(() => 0), Math.min(2e9, changes_at - session.now_at + Math.random() * 3e4))
  }

  /** The token is no longer good: one new session, then the talk goes on from the start. */
  private async refused(): Promise<void> {
    if (this.refusals++ > 0) {
      this.set({ phase: 'failed', failure: new Problem(401, 'refused', '') })
      return
    }
    this.set({ timeline: EMPTY })
    await this.start()
  }

  private linked(up: boolean): void {
    this.set(up ? { up } : { up, typing: false })
    if (!up) return
    this.refusals = 0
    // Marks are cumulative, so saying the latest again makes up for any that were lost.
    if (this.deliveredSeq > 0) this.link.send({ type: 'delivered', seq: this.deliveredSeq })
    if (this.readSeq > 0 && this.readSeq <= this.deliveredSeq) this.link.send({ type: 'read', seq: this.readSeq })
    this.outbox.wake()
  }

  private heard(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        // Who still stands in the queue is told so next.
        return this.set({ online: frame.online, queue: 0 })
      case 'presence':
        return this.set({ online: frame.online })
      case 'queue':
        return this.set({ queue: frame.place })
      case 'recalled':
        return this.set({ timeline: without(this.state.timeline, frame.seqs) })
      case 'message':
        if (frame.message.from !== 'buyer') this.setTyping(false)
        this.outbox.settle(frame.message.client_ref)
        this.set({ talking: true, ended: false, farewell: null })
        return this.advance(fromSocket(this.state.timeline, frame.message), true)
      case 'farewell':
        return this.set({ talking: false, ended: true, farewell: frame.farewell })
      case 'marks':
        return this.set({
          marks: { agent_delivered_seq: frame.agent_delivered_seq, agent_read_seq: frame.agent_read_seq },
        })
      case 'typing':
        return this.setTyping(frame.on)
    }
  }

  private setTyping(typing: boolean): void {
    clearTimeout(this.typingEnds)
    if (typing !== this.state.typing) this.set({ typing })
    // An agent whose line breaks while typing never says that it stopped.
    if (typing) this.typingEnds = setTimeout(() => this.setTyping(false), TYPING_ENDS_MS)
  }

  private advance(timeline: Timeline, tell: boolean): void {
    this.set({ timeline })
    const seq = lastForBuyer(timeline.items)
    if (tell && seq > this.deliveredSeq) {
      this.deliveredSeq = seq
      this.link.send({ type: 'delivered', seq })
    }
    this.markSeen()
  }

  private markSeen(): void {
    const { shown, timeline } = this.state
    const seq = lastForBuyer(timeline.items)
    if (shown && this.atEnd && document.visibilityState === 'visible' && seq > this.readSeq) {
      this.readSeq = seq
      this.hold('read', `${seq}`)
      this.link.send({ type: 'read', seq })
    }
    this.bridge({ type: 'unread', n: unreadAfter(timeline.items, this.readSeq) })
  }

  private set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener()
  }
}

function lastForBuyer(items: readonly BuyerMessage[]): number {
  return items.reduce((seq, m) => (m.from === 'buyer' ? seq : Math.max(seq, m.seq)), 0)
}

/** `crypto.randomUUID` is missing on plain http, where some shops still stand. */
function newRef(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}
