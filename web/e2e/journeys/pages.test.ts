// Every page in both languages, wide and narrow, put into shots/ to be looked at. Nothing may stick
// out of the window sideways, axe-core may find nothing serious, no Chinese may be left on an English page but what
// people wrote, and no page may break its own content policy (the stage sees to that).
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { graveFindings, graveInTheDark, settled } from '../src/axe'
import { DESKTOP, PHONE } from '../src/browser'
import { OrderHook, ordersCsv } from '../src/orders'
import { ownRule } from '../src/rule'
import { stage } from '../src/stage'
import { until } from '../src/until'
import { Widget } from '../src/widget'
import { WordsLeft } from '../src/words-left'
import type { Locale } from '../src/words'

const SHOTS = join(import.meta.dirname, '../shots')
const MINUTE = 60_000

/** Path, name of the picture, and what has to be there before it is taken. */
const COACH_PAGES = [
  ['/rules/SHP001', 'rules-one', '.detail'],
  ['/rules/new', 'rule-new', '.pen'],
  ['/rules/SHP001/edit', 'rule-edit', '.history .hits'],
  ['/rules/dismissed', 'rules-dismissed', '.dismissal'],
  ['/quality', 'quality', '.figures'],
  ['/quality/review?state=all', 'quality-review', '.list .row'],
] as const

const set = stage()

/** What was found on the pages of one journey; all of it is told together. */
const grave = new Set<string>()
const chinese = new Set<string>()
const listening = new WeakMap<BrowserContext, WordsLeft>()

async function person(locale: Locale, viewport: { width: number; height: number }, phone = {}): Promise<BrowserContext> {
  const context = await set.chromium.person({ viewport, locale, ...phone })
  if (locale === 'en') listening.set(context, WordsLeft.listen(context, ['羊毛大衣', '中文']))
  return context
}

/** The page, or the chat in it: that is what is looked at, not the shop around it. */
async function inspect(page: Page, name: string): Promise<void> {
  const on = page.frames().find((one) => one.url().includes('/widget/frame')) ?? page
  // Each language once, each width once.
  if (!/zh-CN-390|en-1440/.test(name)) for (const one of await graveFindings(on)) grave.add(`${name}: ${one}`)
  if (name.endsWith('zh-CN-1440')) for (const one of await graveInTheDark(page, on)) grave.add(`${name}: ${one}`)
  for (const one of await listening.get(page.context())?.on(on) ?? []) chinese.add(`${name}: ${one}`)
}

async function shoot(page: Page, name: string): Promise<void> {
  // Fonts and late data; a picture of a skeleton tells nothing.
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
  // What slides in is looked at when it is there.
  await settled(page)
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(sideways, `${name} sticks out sideways`).toBeLessThanOrEqual(0)
  await inspect(page, name)
}

/** A rule of the shop, messages in which the coach finds something, one of them reviewed, and one put aside. */
async function fillCoach(shop: string, talk: string): Promise<void> {
  const coach = `shops/${shop}/coach`
  await set.owner.call('POST', `${coach}/rules`, { toml: ownRule('SHP001', '贴膜教程'), status: 'live' })
  const text = '亲，贴膜教程发您了'
  await set.owner.call('POST', `shops/${shop}/conversations/${talk}/coach/dismiss`, {
    rule: 'SHP001', match: '贴膜教程', text, reason: 'other', note: '买家买的是贴膜',
  })
  for (const [i, said] of [text, '亲，肯定明天到的', '不行', '这是全网最低价', '赶紧付款吧'].entries()) {
    await set.owner.call('POST', `shops/${shop}/conversations/${talk}/messages`, { client_ref: `coach-${i}`, text: said })
  }
  const { items } = await set.owner.call<{ items: { message: string; n: number }[] }>('GET', `${coach}/findings`)
  const first = items[0]
  if (!first) throw new Error('nothing was found in the messages')
  await set.owner.call('POST', `${coach}/findings/${first.message}/${first.n}/review`, { verdict: 'agree', note: '下次换个说法' })
}

/** What opens over or beside a talk, by its key; Escape or the same key puts it away. */
const TALK_STATES = [
  ['desk-keys', '?', '[role=dialog]', 'Escape'],
  ['desk-command', 'Control+k', '[role=dialog]', 'Escape'],
  ['desk-orders', 'Alt+2', '#panel-orders, .panel', ''],
  ['desk-products', 'Alt+3', '.panel', ''],
  ['desk-advice', 'Alt+5', '#panel-tab-advice[aria-selected=true]', ''],
  ['desk-phrases', 'Alt+4', '.panel', 'Alt+1'],
  ['desk-transfer', 'Alt+t', '.talk [role=listbox]', 'Alt+t'],
  ['desk-emoji', 'Alt+m', '.composer', 'Alt+m'],
] as const

describe('every page', () => {
  afterEach(() => {
    const seen = { grave: [...grave], chinese: [...chinese] }
    grave.clear()
    chinese.clear()
    expect(seen).toEqual({ grave: [], chinese: [] })
  })

  let shop: { id: string; url: string; agent: string }
  let order: string

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    shop = await set.shop('own-site')
    // The shop of the first start stays empty; its owner looks at the filled one.
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    const visitor = await buyer.visitor()
    for (const text of ['这款羊毛大衣会掉色吗', '想拍 L 码的']) await buyer.write(text)
    await buyer.stateBecomes('已发送')
    const talk = await until('the talk', async () => (await set.owner.talks(shop.id))[0])
    await set.owner.call('POST', `shops/${shop.id}/conversations/${talk.id}/messages`, { client_ref: 'a1', text: '做过固色处理的，冷水手洗就好😊' })
    await buyer.write('好的，已经拍了')
    const now = Date.now()
    const hook = await OrderHook.of(set.owner, shop.id)
    order = await hook.post('created', { number: '8812', visitor, title: '羊毛混纺大衣 驼色 L', total: '256.00', createdAt: now - 3 * MINUTE })
    const day = new Date(now + 8 * 60 * MINUTE).toISOString().slice(0, 10)
    const csv = ordersCsv(
      Array.from({ length: 12 }, (_, i) => ({
        number: `29000000000000010${String(i).padStart(2, '0')}`,
        buyer: `买家${i + 1}`,
        title: ['麻花针织毛衣 米白 M', '仿羊绒围巾 铁锈红', '羊毛混纺大衣 驼色 L'][i % 3] ?? '',
        total: ['128.00', '39.00', '256.00'][i % 3] ?? '',
        createdAt: `${day} 00:0${i % 10}:00`,
        paidAt: i % 3 === 2 ? undefined : `${day} 00:2${i % 10}:00`,
      })),
    )
    const form = new FormData()
    form.set('file', new Blob([csv], { type: 'text/csv' }), 'orders.csv')
    await set.owner.upload(`shops/${shop.id}/imports/orders`, form)
    await set.owner.call('POST', `shops/${shop.id}/products`, {
      sku: 'coat-camel-l',
      title: '羊毛混纺大衣 驼色 L',
      price_fen: 25600,
      stock: 6,
      material: '62% 羊毛',
      guarantees: ['七天无理由退换'],
      gifts: ['防尘袋'],
      colours_in_stock: ['驼色'],
    })
    await fillCoach(shop.id, talk.id)
    await buyer.page.close()
  })

  for (const locale of ['zh-CN', 'en'] as Locale[]) {
    for (const [size, viewport] of [['1440', DESKTOP], ['390', PHONE]] as const) {
      const named = (page: string) => `${page}-${locale}-${size}`

      it(`of the workbench in ${locale} at ${size}`, { timeout: 180_000 }, async () => {
        await set.owner.call('PATCH', 'session/settings', { locale })
        const context = await person(locale, viewport)
        const entrance = await context.newPage()
        await entrance.goto(set.server.origin)
        await entrance.locator('input[name=login]').waitFor()
        await shoot(entrance, named('sign-in'))
        await entrance.close()

        const owner = await set.ownerAt(shop.id, context, locale)
        await owner.row('赶紧付款吧').waitFor()
        await shoot(owner.page, named('desk-list'))
        await owner.openTalk('赶紧付款吧')
        for (const [name, key, there, back] of TALK_STATES) {
          if (key === '?') await owner.page.locator('.flow').focus()
          await owner.page.keyboard.press(key)
          await owner.page.locator(there).first().waitFor()
          await shoot(owner.page, named(name))
          if (back) await owner.page.keyboard.press(back)
        }
        await owner.box.fill('亲，肯定明天到的')
        await owner.underlines('肯定')
        await shoot(owner.page, named('desk-talk'))
        await owner.box.press('Alt+d')
        await owner.page.getByRole('menu').waitFor()
        await shoot(owner.page, named('desk-dismiss'))
        await owner.page.keyboard.press('Escape')
        await owner.box.fill('')
        for (const page of ['orders', `orders/${order}`, 'reminders', 'reminders/policy', 'reminders/policy/inquiry', 'reminders/effect', 'products', 'playbook', 'playbook/steps', 'playbook/settings', 'rules', 'settings', 'companion', 'new-password']) {
          await owner.go(`/${page}`)
          await owner.page.locator('main, h1').first().waitFor()
          await shoot(owner.page, named(page.startsWith('orders/') ? 'orders-one' : page.replaceAll('/', '-')))
        }
        for (const [page, name, there] of COACH_PAGES) {
          await owner.go(page)
          await owner.page.locator(there).first().waitFor()
          await shoot(owner.page, named(name))
        }
        await owner.page.locator('.list .row').nth(1).click()
        await owner.page.locator('.excerpt .here').waitFor()
        await shoot(owner.page, named('quality-review-one'))
        await owner.go('/rules/SHP001/edit')
        await owner.page.getByRole('tab', { name: owner.word('rules.editor.mode.text') }).click()
        await shoot(owner.page, named('rule-edit-text'))
        await context.close()
      })

      it(`of the widget in ${locale} at ${size}`, async () => {
        const url = set.site.page(`/look-${locale}-${size}`, set.server.origin, shop.id, { lang: locale, accent: '#2a7d5f' })
        const context = await person(locale, viewport, { isMobile: size === '390', hasTouch: size === '390' })
        const buyer = await Widget.visit(context, url)
        await shoot(buyer.page, named('shop-closed'))
        await buyer.open()
        await shoot(buyer.page, named('widget-empty'))
        await buyer.write(locale === 'en' ? 'Does this coat lose colour?' : '这款会掉色吗')
        await until('it is sent', async () => /已|Sent|Delivered|Read/.test(await buyer.state()))
        await buyer.frame.locator('.foot .icon').first().click()
        await shoot(buyer.page, named('widget-emoji'))
        await buyer.box.press('Escape')
        await buyer.page.context().setOffline(true)
        await buyer.write(locale === 'en' ? 'Written without a line' : '没有网络时写的')
        await buyer.frame.locator('.link.down').waitFor()
        await new Promise((shown) => setTimeout(shown, 1300))
        await buyer.page.screenshot({ path: join(SHOTS, `${named('widget-offline')}.png`) })
        await inspect(buyer.page, named('widget-offline'))
        await context.close()
      })
    }
  }
})
