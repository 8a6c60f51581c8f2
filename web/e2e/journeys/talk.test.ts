// A buyer on a shop's page and an agent in the workbench talk, whatever happens to the line.
import { describe, expect, it } from 'vitest'
import { stage } from '../src/stage'
import { until } from '../src/until'

const set = stage()

describe('a buyer and an agent', () => {
  it('talk both ways, with typing sign and marks, in a frame that may store nothing', async () => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    expect(await buyer.frameStorage()).toBe('SecurityError')
    await buyer.write('这款会掉色吗')
    await buyer.stateBecomes('已发送')

    const agent = await set.agent(shop.agent)
    await agent.openTalk('这款会掉色吗')
    await buyer.stateBecomes('已读')

    await buyer.box.pressSequentially('还有')
    await agent.page.locator('.typing').first().waitFor()
    await buyer.box.fill('')

    await agent.box.pressSequentially('做过固色处理')
    await buyer.frame.locator('.typing').waitFor()
    await agent.write('做过固色处理，冷水手洗就好😊')
    await buyer.sees('做过固色处理，冷水手洗就好😊')
    await buyer.frame.locator('.typing').waitFor({ state: 'detached' })
    await agent.markBecomes('read')
    await buyer.write('好的谢谢')
    await agent.sees('好的谢谢')
    expect(await buyer.bubbles()).toEqual([
      { mine: true, text: '这款会掉色吗' },
      { mine: false, text: '做过固色处理，冷水手洗就好😊' },
      { mine: true, text: '好的谢谢' },
    ])
    await agent.reads(await buyer.texts())
    expect((await buyer.frame.locator('.head').textContent()) ?? '').toContain('云云')
  })

  it('see all of it once and in order after both reload', async () => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    const said = Array.from({ length: 6 }, (_, i) => `第 ${i + 1} 句`)
    for (const text of said) await buyer.write(text)
    const agent = await set.agent(shop.agent)
    await agent.openTalk('第 6 句')
    await agent.write('都收到了')
    await buyer.sees('都收到了')

    await Promise.all([buyer.page.reload(), agent.page.reload()])
    await buyer.sees('都收到了')
    await agent.sees('都收到了')
    await buyer.reads([...said, '都收到了'])
    await agent.reads([...said, '都收到了'])
  })

  it('lose and double nothing when the server is killed between their words', async () => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('断线之前')
    const agent = await set.agent(shop.agent)
    await agent.openTalk('断线之前')

    await set.server.kill()
    await buyer.frame.locator('.link.down').waitFor()
    await buyer.write('断线时写的一')
    await buyer.write('断线时写的二')
    await set.server.up()
    await agent.sees('断线时写的二')
    await agent.write('断线时说的也都看到了')
    await buyer.sees('断线时说的也都看到了')
    const all = ['断线之前', '断线时写的一', '断线时写的二', '断线时说的也都看到了']
    await buyer.reads(all)
    await agent.reads(all)
    const talk = (await set.owner.talks(shop.id))[0]
    expect(talk && (await set.owner.said(shop.id, talk.id)).map((one) => one.text)).toEqual(all)
  })

  it('keep what was written without a network through a reload, and send it once', async () => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('有网时')
    await buyer.stateBecomes('已发送')
    const context = buyer.page.context()
    await context.setOffline(true)
    await buyer.frame.locator('.link.down').waitFor()
    await buyer.write('没网时')
    expect(await buyer.state()).toContain('等待网络')
    await context.setOffline(false)
    await buyer.page.reload()
    await buyer.stateBecomes('已发送')
    await buyer.reads(['有网时', '没网时'])
    const talk = (await set.owner.talks(shop.id))[0]
    expect(talk && (await set.owner.said(shop.id, talk.id)).map((one) => one.text)).toEqual(['有网时', '没网时'])
  })

  it('resume after the buyer’s line was cut while the agent wrote', async () => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('在吗')
    const agent = await set.agent(shop.agent)
    await agent.openTalk('在吗')
    await buyer.page.context().setOffline(true)
    await buyer.frame.locator('.link.down').waitFor()
    await agent.write('在的亲，请讲')
    await agent.write('L 码还有 6 件')
    await agent.markBecomes('sent')
    await buyer.page.context().setOffline(false)
    await buyer.sees('L 码还有 6 件')
    await buyer.reads(['在吗', '在的亲，请讲', 'L 码还有 6 件'])
    await agent.markBecomes('read')
  })

  it('agree in two tabs of the agent', async () => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('两个标签页')
    const one = await set.agent(shop.agent)
    await one.openTalk('两个标签页')
    const two = await one.tab()
    await two.sees('两个标签页')
    await one.write('从第一个标签页回复')
    await two.sees('从第一个标签页回复')
    await two.write('从第二个标签页回复')
    await one.sees('从第二个标签页回复')
    const all = ['两个标签页', '从第一个标签页回复', '从第二个标签页回复']
    await one.reads(all)
    await two.reads(all)
    await buyer.sees('从第二个标签页回复')
    await buyer.reads(all)
  })

  it('agree in two tabs of the buyer, and one talk serves both', async () => {
    const shop = await set.shop()
    const one = await set.buyer(shop.url)
    await one.open()
    await one.write('第一个页面')
    await one.stateBecomes('已发送')
    const page = await one.page.context().newPage()
    await page.goto(shop.url)
    const frame = page.frameLocator('jinpai-widget iframe')
    await frame.locator('.row .bubble', { hasText: '第一个页面' }).waitFor()
    await one.write('又说一句')
    await frame.locator('.row .bubble', { hasText: '又说一句' }).waitFor()
    expect(await set.owner.talks(shop.id)).toHaveLength(1)
  })
})

describe('the window on the shop’s page', () => {
  it('counts unread words while closed, opens by keyboard, and gives the focus back', async () => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.launcher.focus()
    await buyer.page.keyboard.press('Enter')
    await buyer.ready()
    await buyer.page.keyboard.type('在吗')
    await buyer.page.keyboard.press('Enter')
    await buyer.stateBecomes('已发送')
    await buyer.page.keyboard.press('Escape')
    expect(await buyer.launcher.getAttribute('aria-expanded')).toBe('false')
    expect(await buyer.page.evaluate(() => document.activeElement?.localName)).toBe('jinpai-widget')

    const agent = await set.agent(shop.agent)
    await agent.openTalk('在吗')
    await agent.write('在的，请讲')
    await until('one unread', async () => (await buyer.launcher.locator('b').textContent()) === '1')
    expect(await agent.mark()).not.toBe(agent.word('desk.mark.read'))
    await buyer.page.reload()
    await until('one unread after a reload', async () => (await buyer.launcher.locator('b').textContent()) === '1')
    await buyer.launcher.click()
    await agent.markBecomes('read')
    expect(await buyer.launcher.locator('b').textContent()).toBe('')
  })

  it('covers no buy button on a phone, and fills the screen when open', async () => {
    const shop = await set.shop()
    const url = set.site.page('/phone', set.server.origin, shop.id, { bar: true, lang: 'en' })
    const context = await set.chromium.person({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(url)
    const launcher = page.locator('jinpai-widget button')
    const bar = (await page.locator('.bar').boundingBox())!
    await until('the launcher stands clear of the bar', async () => {
      const at = await launcher.boundingBox()
      return at !== null && at.y + at.height <= bar.y
    })
    await launcher.tap()
    const frame = page.frameLocator('jinpai-widget iframe')
    await frame.locator('.chips').waitFor()
    const panel = (await page.locator('jinpai-widget iframe').boundingBox())!
    expect(panel).toMatchObject({ x: 0, width: 390, height: 844 })
    await frame.getByRole('button', { name: 'Minimise' }).tap()
    await launcher.waitFor()
  })

  it('is refused to an origin that the shop did not name', async () => {
    const { id } = await set.owner.openShop('别家', 'own-site', 'https://shop.example')
    const url = set.site.page('/stranger', set.server.origin, id)
    const browser = await set.chromium.person()
    const page = await browser.newPage()
    const refused = page.waitForEvent('console', { predicate: (said) => /frame-ancestors/.test(said.text()) })
    await page.goto(url)
    await page.locator('jinpai-widget button').click()
    await refused
    // That one violation is the point of this journey.
    set.chromium.watch.violations.length = 0
  })
})
