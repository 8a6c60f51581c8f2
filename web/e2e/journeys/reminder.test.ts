// From an order's arrival to its reminder, and to the reason why there is none any more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OrderHook, ordersCsv, type HookOrder } from '../src/orders'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Widget } from '../src/widget'

const MINUTE = 60_000

interface StepView {
  state: string
  reason: string
  why: string
  text: string
  conversation: string | null
}
interface OrderDetail {
  id: string
  number: string
  steps: StepView[]
}

// One second is one minute, from ten in the morning of the shop: a reminder in an open chat is a
// matter of seconds then.
const set = stage({ clock: '2026-11-21T10:00:00+08:00@60x' })

describe('orders by file', () => {
  it('are taken by upload in the page, refused rows named, and shown', async () => {
    const shop = await set.shop('taobao')
    const owner = await set.ownerAt(shop.id)
    await owner.go('/orders')
    const csv = ordersCsv([
      { number: '2900000000000000001', buyer: '小鹿', title: '羊毛混纺大衣 驼色 L', total: '256.00', createdAt: '2026-11-21 09:20:00' },
      { number: '2900000000000000002', buyer: '阿梅', title: '麻花针织毛衣 米白 M', total: '128.00', createdAt: '2026-11-21 09:10:00', paidAt: '2026-11-21 09:12:00' },
      { number: '2900000000000000003', buyer: '小雨', title: '仿羊绒围巾 铁锈红', total: '不是金额', createdAt: '2026-11-21 09:00:00' },
    ])
    await owner.page.locator('input[type=file]').first().setInputFiles({ name: '订单.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await owner.page.getByText('2900000000000000001').first().waitFor()
    await owner.page.getByText('2900000000000000002').first().waitFor()
    // The third row is named by its line, with the reason, and stays to be read.
    const refused = owner.page.locator('.report tbody tr')
    await refused.first().waitFor()
    expect(((await refused.first().textContent()) ?? '').replace(/\s/g, '')).toMatch(/^4\S+/)
    const { items } = await set.owner.call<{ items: { number: string; status: string }[] }>('GET', `shops/${shop.id}/orders`)
    expect(items.map((one) => [one.number, one.status]).sort()).toEqual([
      ['2900000000000000001', 'unpaid'],
      ['2900000000000000002', 'paid'],
    ])
  })
})

describe('an unpaid order in an open chat', () => {
  let shop: { id: string; url: string; agent: string }
  let hook: OrderHook
  let buyer: Widget
  let order: HookOrder
  let id: string

  beforeAll(async () => {
    shop = await set.shop('own-site')
    hook = await OrderHook.of(set.owner, shop.id)
  })
  afterAll(() => buyer?.page.close())

  const detail = () => set.owner.call<OrderDetail>('GET', `shops/${shop.id}/orders/${id}`)

  it('is reminded once, in the window she has open', async () => {
    // One buyer in ten is held out at random to measure the effect; the next one is not, before long.
    for (let n = 1; ; n++) {
      buyer = await set.buyer(shop.url)
      await buyer.open()
      const visitor = await buyer.visitor()
      await buyer.write(`这件还有 L 码吗 ${n}`)
      await buyer.stateBecomes('已发送')
      const talk = (await set.owner.talks(shop.id)).find(Boolean)!
      await set.owner.call('POST', `shops/${shop.id}/conversations/${talk.id}/messages`, { client_ref: `answer-${n}`, text: '有的哦，L 码现货' })
      order = { number: `8812-${n}`, visitor, title: '羊毛混纺大衣 驼色 L', total: '256.00', createdAt: (await set.owner.now()) - 9 * MINUTE }
      id = await hook.post('created', order)
      const first = await until('the order is planned', async () => (await detail()).steps[0])
      if (first.reason !== 'held-out') break
      await buyer.page.close()
      expect(n).toBeLessThan(8)
    }
    const sent = await until('the reminder is sent', async () => (await detail()).steps.find((one) => one.state === 'sent'), 30_000)
    await buyer.sees(sent.text)
    await buyer.page.reload()
    await buyer.sees(sent.text)
    // Once is once: the chat closes by itself after ten quiet minutes, and by then nothing was added.
    await until('the chat is over', async () => (await set.owner.now()) > order.createdAt + 25 * MINUTE)
    const said = await set.owner.said(shop.id, sent.conversation ?? '')
    expect(said.filter((one) => one.from === 'bot').map((one) => one.text)).toEqual([sent.text])
  })

  it('is left alone once paid, and the pages say why for both', async () => {
    const open = (await detail()).steps.filter((one) => one.state === 'planned')
    expect(open.length).toBeGreaterThan(0)
    await hook.post('paid', { ...order, paidAt: await set.owner.now() })
    const steps = (await detail()).steps
    expect(steps.filter((one) => one.state === 'planned')).toEqual([])
    const sent = steps.find((one) => one.state === 'sent')!
    const cancelled = steps.find((one) => one.state === 'cancelled')!
    expect(cancelled.reason).toBe('paid')

    const owner = await set.ownerAt(shop.id)
    await owner.go(`/orders/${id}`)
    await owner.page.getByText(sent.why).first().waitFor()
    await owner.page.getByText(cancelled.why).first().waitFor()
    await owner.go('/reminders')
    await owner.page.getByText(sent.why).first().waitFor()
  })
})
