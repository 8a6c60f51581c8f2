// What an owner learns of her reminders: nothing without a control group, then "too early", and at last by how much.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ordersCsv, type FileOrder } from '../src/orders'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Workbench } from '../src/workbench'

interface Effect { waiting: number; verdict: { verdict: string }; treated: { orders: number; paid: number }; control: { orders: number; paid: number }; lift: { lift: number } | null }
interface Order { id: string; number: string; reminder: { reason: string } | null }

const START = '2026-11-20T09:00:00+08:00'
const LATER = '2026-11-23T12:00:00+08:00'
const HOUR = 3_600_000
const set = stage({ clock: START })
const shopTime = (at: number) => new Date(at + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ')

describe('the effect of reminders', () => {
  let shop: { id: string }
  let owner: Workbench
  let orders: FileOrder[] = []

  const effect = () => set.owner.call<Effect>('GET', `shops/${shop.id}/reminders/effect`)
  const upload = async (rows: readonly FileOrder[]) => {
    const form = new FormData()
    form.set('file', new Blob([ordersCsv(rows)], { type: 'text/csv' }), '订单.csv')
    await set.owner.upload(`shops/${shop.id}/imports/orders`, form)
  }
  const head = () => owner.page.getByTestId('effect-head')

  beforeAll(async () => {
    shop = await set.shop('taobao')
    owner = await set.ownerAt(shop.id)
  })
  afterAll(() => { orders = [] })

  it('claims nothing without a control group, and leads to where one is set', async () => {
    await owner.go('/reminders')
    await owner.page.getByRole('link', { name: owner.word('effect.open'), exact: true }).click()
    await owner.page.getByRole('heading', { name: owner.word('effect.head.no-control') }).waitFor()
    await owner.page.getByRole('link', { name: owner.word('effect.toPolicy') }).click()
    await owner.page.waitForURL((url) => url.pathname === '/reminders/policy')
    const { toml } = await set.owner.call<{ toml: string }>('GET', `shops/${shop.id}/reminders/policies/0`)
    // Half of them, so that a few hundred orders are enough to see.
    const half = toml.replace('holdout_percent = 10', 'holdout_percent = 50')
    await set.owner.call('POST', `shops/${shop.id}/reminders/policies`, { toml: half, note: '', base: 0 })
    await set.owner.call('POST', `shops/${shop.id}/reminders/policies/start`, { version: 1, revision: 0 })
  })

  it('says that it is too early while orders are open', async () => {
    const now = await set.owner.now()
    orders = Array.from({ length: 400 }, (_, n) => ({
      number: `32${String(n).padStart(17, '0')}`, buyer: `买家${n}`, title: '羊毛混纺大衣', total: '256.00', createdAt: shopTime(now - n * 150_000),
    }))
    await upload(orders)
    await until('all orders are drawn', async () => (await effect()).waiting === orders.length)
    await owner.go('/reminders/effect')
    await owner.page.getByRole('heading', { name: owner.word('effect.head.empty') }).waitFor()
    expect(await head().textContent()).toContain('400')
  })

  it('shows by how much more of the reminded pay, in words and in a chart', async () => {
    // Which orders are held out, each order says itself.
    const held = new Set<string>()
    for (let at: string | null = ''; at !== null;) {
      const page: { items: Order[]; next: string | null } =
        await set.owner.call('GET', `shops/${shop.id}/orders?limit=200${at ? `&before=${encodeURIComponent(at)}` : ''}`)
      for (const one of page.items) if (one.reminder?.reason === 'held-out') held.add(one.number)
      at = page.next
    }
    expect(held.size).toBeGreaterThan(150)
    expect(held.size).toBeLessThan(250)
    await set.server.kill('SIGTERM')
    set.server.setClock(LATER)
    await set.server.up()
    // Four of five of the reminded paid in time, two of five of the others.
    const paid = orders.map((order, n) => {
      const pays = held.has(order.number) ? n % 5 < 2 : n % 5 < 4
      return pays ? { ...order, paidAt: '2026-11-20 12:00:00' } : order
    })
    await upload(paid)
    const seen = await effect()
    expect(seen.treated.orders + seen.control.orders).toBe(400)
    expect(seen.control.orders).toBe(held.size)
    expect(seen.verdict.verdict).toBe('better')
    await owner.go('/reminders/effect')
    const title = owner.word('effect.head.better', { n: Math.abs((seen.lift?.lift ?? 0) * 100).toFixed(1) })
    await owner.page.getByRole('heading', { name: title }).waitFor()
    const words = (await head().textContent()) ?? ''
    // Never the one rate without the other.
    for (const side of [seen.treated, seen.control]) {
      expect(words).toContain(`${((side.paid / side.orders) * 100).toFixed(1)}%`)
    }
    await head().getByRole('img').waitFor()
    expect(await head().getByRole('img').getAttribute('aria-label')).toContain(owner.word('effect.group.control'))
  })

  it('tells of one order why it was not reminded', async () => {
    await owner.go('/reminders?x')
    await owner.page.getByText(owner.word('effect.open'), { exact: true }).waitFor()
    const list = await set.owner.call<{ items: Order[] }>('GET', `shops/${shop.id}/orders?limit=1`)
    await owner.go(`/orders/${list.items[0]!.id}`)
    await owner.page.locator('.steps li').first().waitFor()
    expect(await owner.page.locator('.steps li').first().textContent()).toContain(owner.word('policy.version.n', { n: 1 }))
  })
})
