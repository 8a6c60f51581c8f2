// Every page in both languages, wide and narrow, put into shots/ to be looked at. Nothing may stick
// out of the window sideways, and no page may break its own content policy (the stage sees to that).
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, PHONE } from '../src/browser'
import { OrderHook, ordersCsv } from '../src/orders'
import { stage } from '../src/stage'
import { until } from '../src/until'
import { Widget } from '../src/widget'
import type { Locale } from '../src/words'

const SHOTS = join(import.meta.dirname, '../shots')
const MINUTE = 60_000

const set = stage()

async function shoot(page: Page, name: string): Promise<void> {
  // Fonts and late data; a picture of a skeleton tells nothing.
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(sideways, `${name} sticks out sideways`).toBeLessThanOrEqual(0)
}

describe('every page', () => {
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
    await buyer.page.close()
  })

  for (const locale of ['zh-CN', 'en'] as Locale[]) {
    for (const [size, viewport] of [['1440', DESKTOP], ['390', PHONE]] as const) {
      const named = (page: string) => `${page}-${locale}-${size}`

      it(`of the workbench in ${locale} at ${size}`, async () => {
        await set.owner.call('PATCH', 'session/settings', { locale })
        const context = await set.chromium.person({ viewport, locale })
        const entrance = await context.newPage()
        await entrance.goto(set.server.origin)
        await entrance.locator('input[name=login]').waitFor()
        await shoot(entrance, named('sign-in'))
        await entrance.close()

        const owner = await set.ownerAt(shop.id, context, locale)
        await owner.row('好的，已经拍了').waitFor()
        await shoot(owner.page, named('desk-list'))
        await owner.openTalk('好的，已经拍了')
        await owner.box.fill('亲，肯定明天到的')
        await owner.underlines('肯定')
        await shoot(owner.page, named('desk-talk'))
        await owner.box.fill('')
        for (const page of ['orders', `orders/${order}`, 'reminders', 'products', 'rules', 'settings', 'new-password']) {
          await owner.go(`/${page}`)
          await owner.page.locator('main, h1').first().waitFor()
          await shoot(owner.page, named(page.replace(/\/.*/, '-one')))
        }
        await context.close()
      })

      it(`of the widget in ${locale} at ${size}`, async () => {
        const url = set.site.page(`/look-${locale}-${size}`, set.server.origin, shop.id, { lang: locale, accent: '#2a7d5f' })
        const context = await set.chromium.person({ viewport, locale, isMobile: size === '390', hasTouch: size === '390' })
        const buyer = await Widget.visit(context, url)
        await shoot(buyer.page, named('shop-closed'))
        await buyer.open()
        await shoot(buyer.page, named('widget-empty'))
        await buyer.write(locale === 'en' ? 'Does this coat lose colour?' : '这款会掉色吗')
        await until('it is sent', async () => /已|Sent|Delivered|Read/.test(await buyer.state()))
        await buyer.frame.locator('.foot .icon').click()
        await shoot(buyer.page, named('widget-emoji'))
        await buyer.box.press('Escape')
        await buyer.page.context().setOffline(true)
        await buyer.write(locale === 'en' ? 'Written without a line' : '没有网络时写的')
        await buyer.frame.locator('.link.down').waitFor()
        await new Promise((shown) => setTimeout(shown, 1300))
        await buyer.page.screenshot({ path: join(SHOTS, `${named('widget-offline')}.png`) })
        await context.close()
      })
    }
  }
})
