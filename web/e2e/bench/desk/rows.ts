// Fills a shop: talks and messages by the surfaces that the program has for them, so that whatever it keeps beside a
// message (events, marks, the index, whose turn it is) is there as in a shop. Buyers' words come by the signed channel,
// a hundred in one write; replies come from an agent, one by one. The channel's limit on a shop is 50 events a second:
// the rows are laid while the server runs on a clock that is faster, and lie in the hours before now.
import { createHmac, randomUUID } from 'node:crypto'
import { Desk, type ShopBrief } from '../../src/desk'
import { PASSWORD, Server } from '../../src/server'
import { Seeded } from '../seeded'

export interface Plan { conversations: number; messages: number; replies: number; seed: number }

export interface Talk { buyer: string; id: string; said: number; shown: string }

/** Times the wall's pace, and how long before now it begins. No talk is silent for a day, so none is ended. */
const PACE = 100
const BEGAN_MS = 20 * 3_600_000
const BATCH = 100
const AT_ONCE = 16

const THINGS = ['羊毛大衣', '加绒卫衣', '儿童水杯', '蓝牙耳机', '电热毯', '砂糖橘', '人体工学椅', '保温饭盒', '跑步鞋', '床上四件套', '空气炸锅', '登山包']
const ASKED = ['有货吗', '什么时候发货', '会不会掉色', '能便宜点吗', '尺码偏大吗', '支持七天无理由吗', '和图片一样吗', '保质期多久', '能开发票吗', '坏了怎么办', '可以改地址吗', '还有优惠券吗']
const SAID = ['在吗', '你好', '想问一下', '麻烦看下', '昨天拍的', '收到了', '朋友推荐的', '第一次买', '上次买过', '着急用']
const ANSWERED = ['亲，有现货的，今天 18 点前付款当天发出', '您好，这款支持七天无理由退换', '已经帮您备注，仓库会优先安排', '尺码是标准码，按平时的穿就可以', '麻烦您把订单号发我，我马上查', '优惠券在店铺首页可以领，下单自动减']

/** The words of one message; its number makes it findable alone. */
export function words(chance: Seeded, n: number): string {
  return `${chance.pick(SAID)}，${chance.pick(THINGS)}${chance.pick(ASKED)}，单号 ${20_260_000_000 + n}`
}

export const QUESTIONS: readonly string[] = [
  ...THINGS, ...ASKED, ...THINGS.flatMap((thing) => ASKED.slice(0, 4).map((asked) => thing + asked)),
  ...THINGS.map((thing) => `${thing} 优惠券`), '货', '大衣 发货', '不存在的词', '七天无理由退换',
]

export class Rows {
  readonly talks: Talk[] = []
  private count = 0
  private lastSaid = 0
  /** How fast the server's clock runs. */
  private pace = PACE
  private readonly chance: Seeded

  private constructor(
    readonly server: Server, readonly owner: Desk, readonly shop: ShopBrief, private readonly secret: string,
    private replier: Desk, private readonly plan: Plan,
  ) {
    this.chance = new Seeded(plan.seed, 'rows')
  }

  /** A shop with two agents, `yunyun` at the page and `xiaoman` who replies, and all but the last words of each talk. */
  static async lay(plan: Plan, told: (done: number, all: number) => void): Promise<Rows> {
    const began = new Date(Date.now() - BEGAN_MS).toISOString()
    const server = await Server.start({ behindProxy: true, clock: `${began.replace('Z', '+00:00')}@${PACE}x` })
    const owner = await server.owner()
    const shop = await owner.openShop('暖衣旗舰店', 'taobao', server.origin)
    await owner.hire(shop.id, 'yunyun', '云云', 'agent', PASSWORD)
    await owner.hire(shop.id, 'xiaoman', '小满', 'agent', PASSWORD)
    const { secret } = await owner.call<{ secret: string }>('POST', `shops/${shop.id}/settings/secrets/channel`, {})
    const rows = new Rows(server, owner, shop, secret, await Desk.signIn(server.origin, 'xiaoman', PASSWORD), plan)
    await rows.fill(told)
    // From here on the clock is everybody's.
    await server.kill('SIGTERM')
    server.setClock('')
    rows.pace = 1
    await server.up()
    return rows
  }

  private async fill(told: (done: number, all: number) => void): Promise<void> {
    const { conversations, replies } = this.plan
    for (let n = 0; n < conversations; n++) {
      this.talks.push({ buyer: `tb-${n}`, id: '', said: 0, shown: `买家${String(n).padStart(4, '0')}` })
    }
    // The last word of each talk is left for a page to hear.
    const words = Math.max(1, Math.round((this.plan.messages - conversations - replies) / conversations))
    const turns = Math.max(1, Math.round(replies / conversations))
    const groups: Talk[][] = []
    for (let at = 0; at < conversations; at += BATCH) groups.push(this.talks.slice(at, at + BATCH))
    // A hundred talks from their beginning to their end, then others, as over a day: few wait at any moment.
    await inTurn(groups, 3, async (group) => {
      for (let n = 1; n <= words; n++) {
        await this.say(group)
        if (n === words || n % Math.ceil(words / turns) === 0) await this.reply(group)
      }
      told(this.count, this.plan.messages)
    })
  }

  /** The next words of each of these buyers. */
  async say(talks: readonly Talk[]): Promise<void> {
    const began = await this.owner.now()
    const asked = performance.now()
    const now = () => began + (performance.now() - asked) * this.pace
    const deliveries: Talk[][] = []
    for (let at = 0; at < talks.length; at += BATCH) deliveries.push(talks.slice(at, at + BATCH))
    await inTurn(deliveries, 4, (some) => this.deliver(some, now()))
  }

  private async deliver(talks: readonly Talk[], now: number): Promise<void> {
    const events = talks.map((talk) => ({
      type: 'message', buyer: { channel: 'taobao', id: talk.buyer, name: talk.shown }, id: `m${talk.said++}`,
      text: words(this.chance, ++this.count), at: new Date(now).toISOString(),
    }))
    const body = JSON.stringify({ events })
    const timestamp = String(Math.floor(now / 1000))
    const signature = `v1=${createHmac('sha256', this.secret).update(`${timestamp}.${body}`).digest('hex')}`
    const response = await fetch(`${this.server.origin}/hooks/v1/channel/${this.shop.id}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json', 'jinpai-timestamp': timestamp, 'jinpai-delivery': randomUUID(), 'jinpai-signature': signature,
      },
      body,
    })
    if (!response.ok) throw new Error(`the channel answered ${response.status}: ${await response.text()}`)
    const { results } = (await response.json()) as { results: { conversation: string }[] }
    talks.forEach((talk, n) => { talk.id = results[n]!.conversation })
  }

  /** An agent's answer in each of these. */
  async reply(talks: readonly Talk[]): Promise<void> {
    await inTurn(talks, AT_ONCE, async (talk) => {
      const path = `shops/${this.shop.id}/conversations/${talk.id}/messages`
      await this.replier.call('POST', path, { client_ref: `r${this.count++}`, text: this.chance.pick(ANSWERED)! })
    })
  }

  /** Resolves when the index holds what was said last. */
  async indexed(): Promise<void> {
    for (;;) {
      const q = encodeURIComponent(`单号 ${20_260_000_000 + this.lastSaid}`)
      const { items } = await this.owner.call<{ items: unknown[] }>('GET', `shops/${this.shop.id}/messages?q=${q}&limit=1`)
      if (items.length > 0) return
      await new Promise((go) => setTimeout(go, 500))
    }
  }

  /** The last words: half of the talks wait for an answer then, half were answered. */
  async lastWords(): Promise<void> {
    await this.say(this.talks.filter((_, n) => n % 2 === 0))
    this.lastSaid = this.count
    await this.reply(this.talks.filter((_, n) => n % 2 === 1))
  }
}

/** Does all, so many at a time. */
async function inTurn<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all].reverse()
  const worker = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await work(next)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
