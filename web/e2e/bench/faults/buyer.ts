// A buyer, with the widget's own line, outbox and calls. She talks, waits, and comes back by herself.
import { Api, type Problem } from '../../../apps/widget/src/frame/api'
import { Link } from '../../../apps/widget/src/frame/link'
import { Outbox } from '../../../apps/widget/src/frame/outbox'
import type { BuyerMessage, ServerFrame } from '../../../apps/widget/src/wire'
import { Seeded, pause } from '../seeded'
import type { Told } from './ledger'
import { mark, type Eye } from './witness'
import { between, type ShopKey, type World } from './world'

const QUESTIONS = [
  '这款有现货吗', '身高 165 体重 100 斤穿什么码', '什么时候能发货', '可以送到乡镇吗', '会不会起球呀', '能优惠一点吗',
  '发什么快递', '和图片颜色一样吗', '买两件有满减吗', '已经拍了，麻烦尽快发', '洗了会缩水吗', '我再看看别的',
]
/** A frame that was on its way when its message was taken back may still come. */
const RECALL_MS = 2_000

export class BuyerPage implements Eye {
  /** What her line brought, in the order it came. */
  readonly heard: Told[] = []
  /** The last place of the log that her line has reached. */
  cursor = 0
  lines = 0
  up = false
  private said = 0
  private readonly waiting = new Map<string, () => void>()
  private readonly chance: Seeded
  private readonly api: Api
  private readonly outbox: Outbox
  private readonly link: Link

  private constructor(private readonly world: World, readonly shop: ShopKey, readonly talk: string, address: string) {
    this.chance = new Seeded(world.seed, talk)
    this.api = new Api('zh-CN', (input, init) => this.call(String(input), init ?? {}, address))
    this.outbox = new Outbox({
      post: (entry) => this.post(entry.ref, entry.text),
      renew: () => Promise.reject(new Error('the token of a buyer was refused')),
      acked: (message, ref) => this.acknowledged(ref, message),
      keep: () => {}, drop: () => {}, changed: () => {},
      up: () => this.up,
      now: () => Date.now(),
    }, [])
    this.link = new Link({
      url: `${world.origin.replace('http', 'ws')}/ws/buyer`,
      hello: () => ({ type: 'hello', token: this.api.token ?? '', cursor: this.cursor }),
      heard: (frame) => this.hears(frame),
      state: (up) => this.linked(up),
      refused: () => world.wrong.push(`${talk}: her line was refused`),
    })
  }

  get name(): string { return `buyer ${this.talk}` }
  get token(): string { return this.api.token ?? '' }

  /** Her own talk, and of that what is for her. */
  maySee(talk: string, internal: boolean): boolean { return talk === this.talk && !internal }

  static async come(world: World, shop: ShopKey, n: number): Promise<BuyerPage> {
    const talk = `${shop}${String(n).padStart(2, '0')}`
    const page = new BuyerPage(world, shop, talk, `10.${shop === 'A' ? 1 : 2}.0.${n}`)
    const session = await page.api.session(world.shops[shop], null)
    page.api.token = session.token
    world.talkOf.set(session.buyer.id, talk)
    page.link.start()
    return page
  }

  private async call(path: string, init: RequestInit, address: string): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), 'x-forwarded-for': address }
    let response: Response
    try {
      response = await fetch(this.world.origin + path, { ...init, headers })
      this.world.witness.saw(this, await response.clone().text())
    } catch (error) {
      this.world.unanswered++
      throw error
    }
    if (response.status >= 500) this.world.wrong.push(`${this.name} ${path}: ${response.status}`)
    return response
  }

  private async post(ref: string, text: string): Promise<BuyerMessage> {
    this.world.inFlight++
    try {
      return await this.api.send(ref, text)
    } catch (error) {
      const { status, code } = error as Problem
      if (status >= 400 && status < 500 && status !== 429 && status !== 408) this.world.wrong.push(`${ref} was refused: ${status} ${code}`)
      throw error
    } finally {
      this.world.inFlight--
    }
  }

  /** Talks until it is over; then waits for what is on its way. */
  async live(): Promise<void> {
    await between(this.chance, 0, 4_000)
    while (!this.world.over) {
      const words = 1 + this.chance.below(3)
      let sent: Promise<void> = Promise.resolve()
      for (let n = 0; n < words; n++) {
        this.link.send({ type: 'typing', on: true })
        sent = this.say()
        // Some do not wait until the last words are out.
        if (this.chance.chance(0.6)) await sent
        await between(this.chance, 20, 500)
      }
      await sent
      await this.sayAgain()
      await between(this.chance, 3_000, 9_000)
    }
  }

  private say(): Promise<void> {
    const n = ++this.said
    const ref = `${this.talk}-${n}`
    const text = `${mark(this.talk)}${this.chance.pick(QUESTIONS)}，第 ${n} 句`
    this.world.ledger.intend(this.talk, this.talk, ref, text)
    const told = new Promise<void>((done) => this.waiting.set(ref, done))
    this.outbox.add({ ref, text, at: Date.now() })
    return told
  }

  /** Now and then a page that was told says it again, as one would whose answer was lost. */
  private async sayAgain(): Promise<void> {
    if (!this.chance.chance(0.1)) return
    const entry = this.world.ledger.entries.get(`${this.talk}-${this.said}`)
    if (!entry) return
    try {
      this.world.ledger.acknowledged(entry.ref, await this.api.send(entry.ref, entry.text))
      this.world.ledger.repeated++
    } catch {
      // It was told once already; a lost answer is part of the story.
    }
  }

  private acknowledged(ref: string, message: BuyerMessage): void {
    this.world.ledger.acknowledged(ref, message)
    this.waiting.get(ref)?.()
    this.waiting.delete(ref)
  }

  private linked(up: boolean): void {
    if (up) this.lines++
    this.up = up
    if (up) this.outbox.wake()
  }

  private hears(frame: ServerFrame): void {
    this.world.witness.saw(this, JSON.stringify(frame))
    if (frame.type === 'error') this.world.wrong.push(`${this.name} was told an error: ${JSON.stringify(frame)}`)
    if (frame.type !== 'message') return
    const { message } = frame
    if (message.seq <= this.cursor) {
      this.world.wrong.push(`${this.name}: ${message.seq} came after ${this.cursor}: ${message.text}`)
      return
    }
    this.cursor = message.seq
    this.heard.push({ seq: message.seq, id: message.id, from: message.from, text: message.text })
    if (message.from === 'buyer') {
      this.acknowledged(message.client_ref, message)
      this.outbox.settle(message.client_ref)
    } else {
      this.notTakenBack(message)
      this.link.send({ type: 'delivered', seq: message.seq })
      if (this.chance.chance(0.7)) this.link.send({ type: 'read', seq: message.seq })
    }
  }

  private notTakenBack(message: BuyerMessage): void {
    for (const entry of this.world.ledger.entries.values()) {
      if (entry.told?.id !== message.id || entry.recalledAt === null) continue
      if (message.text && Date.now() - entry.recalledAt > RECALL_MS) {
        this.world.wrong.push(`${this.name} was shown what had been taken back: ${message.text}`)
      }
    }
  }

  /** All her words as the API tells them, page by page. */
  async list(): Promise<BuyerMessage[]> {
    let all: BuyerMessage[] = []
    for (;;) {
      const before = all[0]?.seq
      const page = await this.api.messages(before ?? null)
      all = [...page.items, ...all]
      if (!page.more) return all
      await pause(0)
    }
  }

  get settled(): boolean { return this.waiting.size === 0 }

  leave(): void { this.link.stop() }
}
