// From a channel's settings to a delivered SMS: the owner adds her bridge, tries it, and an unpaid order's
// reminder goes out by it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bridge } from '../src/bridge'
import { OrderHook } from '../src/orders'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Workbench } from '../src/workbench'

const MINUTE = 60_000

interface OrderDetail {
  buyer: { id: string }
  steps: { state: string; reason: string; channel: string; text: string; hand_over: { delivery: string | null } | null }[]
}

// One second is one minute, from three in the afternoon of the shop.
const set = stage({ clock: '2026-11-21T15:00:00+08:00@60x', allow: ['127.0.0.1'] })

describe('a channel', () => {
  let shop: { id: string; url: string; agent: string }
  let bridge: Bridge
  let owner: Workbench
  let callback: string

  beforeAll(async () => {
    shop = await set.shop('own-site')
    bridge = await Bridge.start()
    owner = await set.ownerAt(shop.id)
  })
  afterAll(() => bridge?.stop())

  it('is added, mended where it was wrong, and tried', async () => {
    await owner.go('/settings#channels')
    const section = owner.page.locator('#channels')
    await section.getByRole('button', { name: owner.word('channels.add') }).click()
    await section.locator('input[name=provider-name]').fill('自有网关')
    await section.locator('input[name=url]').fill(bridge.url)
    await section.locator('input[name=secret]').fill('short')
    await section.getByRole('button', { name: owner.word('common.save') }).click()
    await section.getByText('签名密钥至少 16 个字符').waitFor()
    await section.locator('input[name=secret]').fill(bridge.secret)
    await section.getByRole('button', { name: owner.word('common.save') }).click()
    await section.getByText(owner.word('channels.line.on-demand')).waitFor()
    expect(await owner.page.content()).not.toContain(bridge.secret)

    await section.locator('input[name=try-to]').fill('13800138000')
    await section.getByRole('button', { name: owner.word('channels.try.send') }).click()
    await section.getByText(owner.word('channels.try.accepted')).waitFor()
    expect(bridge.handed.map((one) => one.to)).toEqual(['13800138000'])
    expect(bridge.unsigned).toBe(0)
    callback = (await section.locator('.callback code').textContent()) ?? ''
  })

  it('carries a reminder, and the page shows that it arrived', async () => {
    const hook = await OrderHook.of(set.owner, shop.id)
    const now = await set.owner.now()
    const detail = (id: string) => set.owner.call<OrderDetail>('GET', `shops/${shop.id}/orders/${id}`)
    let id = ''
    // One buyer in ten may be held out at random to measure the effect; the next one is not, before long.
    for (let n = 1; ; n++) {
      expect(n).toBeLessThan(8)
      const buyer = { id: `member-${n}`, name: `小鹿${n}`, mobile: `1380013800${n}`, consent_notice: true }
      const order = { title: '羊毛围巾', total: '39.00', buyer }
      const before = now - 3 * 24 * 60 * MINUTE
      await hook.post('paid', { ...order, number: `old-${n}`, createdAt: before, paidAt: before + MINUTE })
      const createdAt = (await set.owner.now()) - 120 * MINUTE
      id = await hook.post('created', { ...order, number: `new-${n}`, createdAt, closeAt: createdAt + 180 * MINUTE })
      const first = await until('the order is planned', async () => (await detail(id)).steps[0])
      if (first.reason === 'held-out') continue
      expect(first.channel).toBe('sms')
      break
    }
    const sent = await until('the reminder goes out', async () => (await detail(id)).steps.find((one) => one.state === 'sent'), 60_000)
    const handed = bridge.handed.at(-1)!
    expect(handed.text).toBe(sent.text)
    expect(handed.text.startsWith('【暖衣旗舰店】')).toBe(true)
    await owner.go('/reminders')
    await owner.page.getByText('羊毛围巾').first().waitFor()
    expect(await bridge.tell(callback, [{ event: 'status', key: handed.key, state: 'delivered', receipt: 'bridge-1' }])).toBe(200)
    await owner.page.getByText(owner.word('reminder.handOver.delivered')).first().waitFor()
  })

  it('hears R, and she is left alone', async () => {
    const to = bridge.handed.at(-1)!.to
    expect(await bridge.tell(callback, [{ event: 'reply', from: to, text: 'R' }])).toBe(200)
    const { items } = await set.owner.call<{ items: { buyer: { id: string } }[] }>('GET', `shops/${shop.id}/orders?q=new-`)
    const buyers = await Promise.all(items.map((one) =>
      set.owner.call<{ opted_out_at: number | null }>('GET', `shops/${shop.id}/buyers/${one.buyer.id}`)))
    expect(buyers.some((one) => one.opted_out_at !== null)).toBe(true)
  })
})
