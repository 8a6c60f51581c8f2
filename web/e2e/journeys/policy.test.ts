// A lead's way from a policy to reminders: she tunes it, sees on her own orders what changes, and starts it.
import { beforeAll, describe, expect, it } from 'vitest'
import { ordersCsv } from '../src/orders'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Workbench } from '../src/workbench'

interface PolicyState { in_force: number | null; newest: number }
interface StepView { state: string; policy_version: number }

const set = stage()
const shopTime = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
const HOUR = 3_600_000

describe('a reminder policy', () => {
  let shop: { id: string }
  let owner: Workbench
  let open = ''

  const state = async () => (await set.owner.call<{ items: PolicyState[] }>('GET', `shops/${shop.id}/reminders/policies`)).items[0]!
  /** Decisions of the calendar, read from the totals by reason. */
  const reminded = async () => (await owner.page.locator('.changes').first().textContent()) ?? ''

  beforeAll(async () => {
    shop = await set.shop('taobao')
    const now = Date.now()
    // Six buyers of the last days who did not pay, and one order of an hour ago that is still open.
    const orders = Array.from({ length: 6 }, (_, n) => ({
      number: `310000000000000000${n}`, buyer: `买家${n}`, title: '麻花针织毛衣', total: '128.00', createdAt: shopTime(now - (30 + 24 * (n % 3)) * HOUR - n * 60_000),
    }))
    open = '3100000000000000009'
    orders.push({ number: open, buyer: '小鹿', title: '羊毛混纺大衣', total: '256.00', createdAt: shopTime(now - HOUR) })
    owner = await set.ownerAt(shop.id)
    await owner.go('/orders')
    await owner.page.locator('input[type=file]').first().setInputFiles({ name: '订单.csv', mimeType: 'text/csv', buffer: Buffer.from(ordersCsv(orders)) })
    await owner.page.getByText(open).first().waitFor()
  })

  it('shows what it would have done to the shop\'s own orders, and how that changes with the form', async () => {
    const { page } = owner
    await owner.go('/reminders')
    await page.getByRole('link', { name: owner.word('policy.open') }).click()
    await page.locator('.grid button').first().waitFor()
    // Nobody is left out of so few orders.
    await page.locator('input[name="holdout_percent"]').fill('0')
    const all = owner.word('policy.calendar.changes', { draft: 7, before: 7 })
    await until('both remind everybody', async () => (await reminded()).includes(all))
    const before = await reminded()
    // Nobody is reminded of small orders any more: 128 yuan is one now.
    await page.locator('input[name="tiers.low_below_fen"]').fill('200')
    await page.locator('input[name="tiers.low_steps"]').fill('0')
    await until('the calendar follows', async () => (await reminded()) !== before)
    await page.locator('.reasons').waitFor()
    // The form and the text are one.
    await page.getByRole('tab', { name: owner.word('policy.mode.text'), exact: true }).click()
    const text = page.getByLabel(owner.word('policy.mode.text'), { exact: true })
    expect(await text.inputValue()).toContain('low_below_fen = 20000')
    expect(await text.inputValue()).toContain('# 催付')
  })

  it('names what is wrong at its line and at its field, and cannot be saved until then', async () => {
    const { page } = owner
    await page.getByRole('tab', { name: owner.word('policy.mode.form'), exact: true }).click()
    await page.locator('input[name="timing.jitter_min"]').fill('90')
    await page.locator('.is-wrong', { hasText: '60' }).waitFor()
    expect(await page.getByRole('button', { name: owner.word('policy.save') }).isDisabled()).toBe(true)
    await page.locator('input[name="timing.jitter_min"]').fill('5')
    await page.locator('.is-wrong').waitFor({ state: 'detached' })
  })

  it('opens the orders behind a cell, and the whole of one of them', async () => {
    const { page } = owner
    await page.locator('.grid button:not([disabled])').first().click()
    await page.locator('.lines .text').first().waitFor()
    await page.locator('.lines .jp-link').first().click()
    await page.getByText(owner.word('policy.lines.back')).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.lines').first().waitFor({ state: 'hidden' })
  })

  it('is saved as a version, compared, and started in plain words; open orders are planned by it', async () => {
    const { page } = owner
    await page.locator('input[name="note"]').fill('小额订单不打扰')
    await page.getByRole('button', { name: owner.word('policy.save') }).click()
    await until('it is saved', async () => (await state()).newest === 1)
    expect((await state()).in_force).toBe(0)
    await page.getByText('小额订单不打扰').waitFor()
    await page.getByRole('button', { name: owner.word('policy.version.compare') }).last().click()
    await page.locator('.diff .new', { hasText: 'low_below_fen = 20000' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.diff').waitFor({ state: 'hidden' })

    const start = page.locator('header .el-button--primary')
    await until('it may be started', async () => start.isEnabled())
    await start.click()
    await page.getByRole('button', { name: owner.word('policy.start'), exact: true }).click()
    await until('it is in force', async () => (await state()).in_force === 1)
    const { items } = await set.owner.call<{ items: { id: string; number: string }[] }>('GET', `shops/${shop.id}/orders`)
    const id = items.find((one) => one.number === open)!.id
    await until('its steps are planned by it', async () => {
      const { steps } = await set.owner.call<{ steps: StepView[] }>('GET', `shops/${shop.id}/orders/${id}`)
      const live = steps.filter((step) => ['planned', 'waiting', 'claimed'].includes(step.state))
      return live.length > 0 && live.every((step) => step.policy_version === 1)
    })
  })

  it('fits a phone and reads in English', async () => {
    const { page } = owner
    await page.setViewportSize({ width: 390, height: 844 })
    await owner.go('/reminders/policy')
    await page.locator('.grid button').first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
})
