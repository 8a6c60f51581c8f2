// Somebody of the team, with the workbench's own line and its way of keeping the list. She answers whoever is hers,
// hands talks on, writes notes and takes words back; what got no answer she does again under the same reference.
import type { ConversationView, EventFrame, MessageView } from '@jinpai/api'
import { AgentLine } from '@jinpai/realtime'
import { applyPresence, applyToList, conversationOf, type Conversations } from '../../../apps/workbench/src/features/desk/apply'
import { PASSWORD } from '../../src/server'
import { Seeded, pause } from '../seeded'
import type { Told } from './ledger'
import { PageSocket } from './socket'
import { inside, mark, type Eye } from './witness'
import { ask, between, type Answer, type ShopKey, type World } from './world'

export interface Who { login: string; name: string; role: 'agent' | 'lead' | 'owner'; shops: readonly ShopKey[] }

export interface Heard extends Told { talk: string; line: boolean }

const ANSWERS = [
  '亲，我帮您看一下库存', '这款今天下单，明天从仓库发出', '您的身高体重建议选 M 码', '支持七天无理由退换', '已经帮您备注了',
  '这款是加厚的，秋冬穿正好', '满两件可以减 10 元', '默认发中通，您那边能到', '收到，我请仓库优先处理',
]
/** A page whose line is down tries again when it is up, or after so long. */
const AGAIN_MS = 1_000

export class AgentPage implements Eye {
  readonly heard: Heard[] = []
  readonly id: string
  list: Conversations = new Map()
  lines = 0
  resets = 0
  findings = 0
  handedOn = 0
  takenOver = 0
  up = false
  private said = 0
  private readonly busy = new Set<string>()
  /** Where the log of each shop stands by what came over the wire, before any page's care. */
  private readonly raw: Record<string, number> = {}
  private readonly chance: Seeded
  private readonly line: AgentLine
  private wake: (() => void)[] = []

  private constructor(
    private readonly world: World, readonly who: Who, readonly cookie: string, readonly csrf: string, id: string,
  ) {
    this.id = id
    this.chance = new Seeded(world.seed, who.login)
    this.line = new AgentLine(`${world.origin.replace('http', 'ws')}/ws/agent`, {
      onEvent: (event) => this.onEvent(event),
      onReset: (shop) => { this.resets++; void this.readList(shop) },
      onSignal: (frame) => {
        if (frame.type === 'findings') this.findings++
        if (frame.type === 'presence') this.list = applyPresence(this.list, frame.shop, frame.buyer, frame.online)
      },
      onState: (state) => {
        this.up = state === 'open'
        if (this.up) this.lines++
        if (this.up) for (const go of this.wake.splice(0)) go()
        if (state === 'refused') world.wrong.push(`${this.name}: the line was refused`)
      },
    }, (url) => {
      const socket = new PageSocket(url, { cookie })
      socket.addEventListener('message', (event) => this.overTheWire(String((event as MessageEvent).data)))
      return socket
    })
  }

  get name(): string { return `${this.who.role} ${this.who.login}` }
  get shops(): string[] { return this.who.shops.map((key) => this.world.shops[key]) }

  maySee(talk: string): boolean { return this.who.shops.some((key) => talk.startsWith(key)) }

  static async come(world: World, who: Who): Promise<AgentPage> {
    const response = await fetch(`${world.origin}/api/v1/session`, {
      method: 'POST', headers: { 'content-type': 'application/json', origin: world.origin },
      body: JSON.stringify({ login: who.login, password: PASSWORD }),
    })
    if (!response.ok) throw new Error(`sign-in of ${who.login}: ${response.status} ${await response.text()}`)
    const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ')
    const { csrf, person } = (await response.json()) as { csrf: string; person: { id: string } }
    const page = new AgentPage(world, who, cookie, csrf, person.id)
    for (const shop of page.shops) page.line.cursors.startAt(shop, page.raw[shop] = await page.readList(shop))
    page.line.start()
    return page
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer | null> {
    const headers = { cookie: this.cookie, 'x-csrf-token': this.csrf, origin: this.world.origin }
    const answer = await ask(this.world, method, `/api/v1/${path}`, headers, body)
    if (answer) this.world.witness.saw(this, answer.text)
    return answer
  }

  /** Asks until there is an answer. */
  async insist(method: string, path: string, body?: unknown): Promise<Answer> {
    for (;;) {
      const answer = await this.ask(method, path, body)
      if (answer && answer.status !== 429) return answer
      await this.upAgain()
    }
  }

  /** The shop's list, read anew, and the place of the log that it was read at. */
  async readList(shop: string): Promise<number> {
    const { body } = await this.insist('GET', `shops/${shop}/conversations?state=open&limit=200`)
    const { items, head_seq } = body as { items: ConversationView[]; head_seq: number }
    this.list = new Map([...[...this.list].filter(([, one]) => one.shop !== shop), ...items.map((one): [string, ConversationView] => [one.id, one])])
    return head_seq
  }

  private upAgain(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, AGAIN_MS)
      this.wake.push(() => { clearTimeout(timer); done() })
    })
  }

  /** What the page's own code would smooth over has to be right before it gets there. */
  private overTheWire(raw: string): void {
    this.world.witness.saw(this, raw)
    const frame = JSON.parse(raw) as { type: string; shop?: string; seq?: number }
    if (frame.shop && !this.shops.includes(frame.shop)) this.world.wrong.push(`${this.name} heard of another shop: ${raw}`)
    if (frame.type === 'error') this.world.wrong.push(`${this.name} was told an error: ${raw}`)
    if (frame.type !== 'event' || !frame.shop || frame.seq === undefined) return
    const at = this.raw[frame.shop] ?? 0
    if (frame.seq <= at) this.world.wrong.push(`${this.name}: ${frame.seq} came after ${at}`)
    this.raw[frame.shop] = Math.max(at, frame.seq)
  }

  private talkOf(conversation: ConversationView): string {
    return this.world.talkOf.get(conversation.buyer.id) ?? conversation.buyer.id
  }

  private onEvent(event: EventFrame): void {
    const conversation = conversationOf(event)
    if (!conversation) return
    this.list = applyToList(this.list, event, null)
    if (event.kind !== 'message-sent') return
    const { message } = event.data
    const { seq, id, from, text, client_ref: ref } = message
    if (seq !== event.seq) this.world.wrong.push(`${this.name}: message ${seq} came as entry ${event.seq}`)
    this.heard.push({ seq, id, from, text, talk: this.talkOf(conversation), line: message.line !== null })
    if (message.author?.id === this.id && this.world.ledger.entries.has(ref)) this.world.ledger.acknowledged(ref, message)
  }

  /** How far she has got, of all her shops. */
  reached(shop: ShopKey): number { return this.raw[this.world.shops[shop]] ?? 0 }

  get settled(): boolean { return this.busy.size === 0 }

  /** Answers whoever is hers and waits, until it is over. */
  async live(): Promise<void> {
    while (!this.world.over) {
      await between(this.chance, 60, 500)
      const waiting = [...this.list.values()].filter(
        (one) => one.waiting_since_at !== null && one.owner?.id === this.id && !this.busy.has(one.id))
      const one = this.chance.pick(waiting)
      if (one) void this.serve(one)
      else if (this.who.role !== 'agent' && this.chance.chance(0.08)) void this.takeOver()
    }
  }

  private async serve(one: ConversationView): Promise<void> {
    this.busy.add(one.id)
    try {
      const talk = this.talkOf(one)
      this.line.send({ type: 'draft', shop: one.shop, conversation: one.id, rev: ++this.said, text: '绝对正品，保证明天到' })
      const ref = await this.say(one, talk)
      const what = this.chance.next()
      if (what < 0.5) await this.ask('POST', `${path(one)}/read`, { seq: one.last_seq })
      else if (what < 0.56) await this.note(one, talk)
      else if (what < 0.62) await this.handOn(one, talk)
      else if (what < 0.65) await this.recall(one, ref)
    } finally {
      this.busy.delete(one.id)
    }
  }

  private async say(one: ConversationView, talk: string): Promise<string> {
    const n = ++this.said
    const ref = `${this.who.login}-${n}`
    const text = `${mark(talk)}${this.chance.pick(ANSWERS)}（${this.who.login} ${n}）`
    this.world.ledger.intend(talk, this.who.login, ref, text)
    this.world.inFlight++
    const answer = await this.insist('POST', `${path(one)}/messages`, { client_ref: ref, text })
    this.world.inFlight--
    if (answer.status === 200) this.world.ledger.acknowledged(ref, (answer.body as { message: MessageView }).message)
    else this.world.wrong.push(`${ref} was refused: ${answer.status} ${answer.text}`)
    return ref
  }

  private async note(one: ConversationView, talk: string): Promise<void> {
    const ref = `${this.who.login}-note-${++this.said}`
    const text = `${inside(talk)} 备注 ${ref}`
    const answer = await this.insist('POST', `${path(one)}/notes`, { client_ref: ref, text })
    this.world.ledger.inside.push({ talk, text, sure: answer.status === 200 })
    if (answer.status !== 200) this.world.wrong.push(`${ref} was refused: ${answer.status} ${answer.text}`)
  }

  /** To a colleague of the shop who is there. What got no answer is looked for before it is done again. */
  private async handOn(one: ConversationView, talk: string): Promise<void> {
    const team = await this.insist('GET', `shops/${one.shop}/team`)
    const others = (team.body as { items: { person: { id: string }; there: boolean }[] }).items
      .filter((colleague) => colleague.there && colleague.person.id !== this.id)
    const to = this.chance.pick(others)?.person.id
    if (!to) return
    const text = `${inside(talk)} 转给同事 ${this.who.login}-${++this.said}`
    for (let again = false; ; again = true) {
      if (again && await this.isWritten(one, text)) break
      const answer = await this.ask('POST', `${path(one)}/transfer`, { to, note: text })
      // Whoever has it already is given nothing, and no line is written: a talk of somebody whose page
      // was gone for long is passed on by itself.
      if (answer?.status === 204 && await this.isWith(one, to) && !await this.isWritten(one, text)) return
      if (answer?.status === 204) break
      if (answer) return
      await this.upAgain()
    }
    this.handedOn++
    this.world.ledger.inside.push({ talk, text, sure: true })
  }

  private async isWith(one: ConversationView, person: string): Promise<boolean> {
    const { body } = await this.insist('GET', path(one))
    return (body as ConversationView).owner?.id === person
  }

  private async isWritten(one: ConversationView, text: string): Promise<boolean> {
    const { body } = await this.insist('GET', `${path(one)}/messages?limit=100`)
    return (body as { items: MessageView[] }).items.some((message) => message.text === text)
  }

  private async recall(one: ConversationView, ref: string): Promise<void> {
    const told = this.world.ledger.entries.get(ref)?.told
    if (!told) return
    await pause(this.chance.within(100, 1_500))
    const answer = await this.insist('POST', `${path(one)}/recall`, { seq: told.seq })
    if (answer.status === 200) this.world.ledger.recalled(ref)
    else this.world.wrong.push(`${ref} could not be taken back: ${answer.status} ${answer.text}`)
  }

  /** As a lead or an owner may; some seconds later she gives it back to somebody. */
  private async takeOver(): Promise<void> {
    const one = this.chance.pick([...this.list.values()].filter(
      (talk) => talk.state === 'open' && talk.owner && talk.owner.id !== this.id && !this.busy.has(talk.id)))
    if (!one) return
    this.busy.add(one.id)
    try {
      const answer = await this.insist('POST', `${path(one)}/take`, {})
      if (answer.status !== 204) return void this.world.wrong.push(`${this.name} could not take ${one.id} over: ${answer.status} ${answer.text}`)
      this.takenOver++
      await this.say(one, this.talkOf(one))
      await between(this.chance, 500, 3_000)
      await this.handOn(one, this.talkOf(one))
    } finally {
      this.busy.delete(one.id)
    }
  }

  leave(): void { this.line.stop() }
}

const path = (one: ConversationView): string => `shops/${one.shop}/conversations/${one.id}`
