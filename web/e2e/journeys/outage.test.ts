// What a phone in a lift and an office with a broken router do to a talk: a full minute without a network on both
// sides. Beside it, because a minute is long, a whole talk on two phones.
import { devices } from 'playwright-core'
import { describe, it } from 'vitest'
import { PHONE } from '../src/browser'
import { PASSWORD } from '../src/server'
import { stage } from '../src/stage'
import { until } from '../src/until'
import { Widget } from '../src/widget'
import { Workbench } from '../src/workbench'

const set = stage()
const MINUTE = 60_000

describe.concurrent('in mid-talk', () => {
  it('both sides are a minute without a network, and nothing is lost, doubled or out of order', { timeout: 150_000 }, async ({ expect }) => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('断网之前')
    await buyer.stateBecomes('已发送')
    const agent = await set.agent(shop.agent)
    await agent.openTalk('断网之前')
    await agent.write('看到了亲')
    await buyer.sees('看到了亲')

    const both = [buyer.page.context(), agent.page.context()]
    await Promise.all(both.map((one) => one.setOffline(true)))
    const end = Date.now() + MINUTE
    await buyer.frame.locator('.link.down').waitFor()
    const hers = ['没网时的第一句', '没网时的第二句']
    const ours = ['没网时的回复一', '没网时的回复二']
    for (let i = 0; i < 2; i++) {
      await buyer.write(hers[i]!)
      await agent.write(ours[i]!)
    }
    await until('the minute is over', () => Date.now() >= end, MINUTE + 5_000)
    // Nothing was thrown away while it lasted.
    expect((await buyer.texts()).slice(-2)).toEqual(hers)
    expect(await agent.page.locator('.flow').textContent()).toContain(ours[1]!)

    await Promise.all(both.map((one) => one.setOffline(false)))
    await Promise.all([buyer.sees(ours[1]!), agent.sees(hers[1]!)])
    const talk = (await set.owner.talks(shop.id))[0]!
    const kept = await until('the server has all six', async () => {
      const said = (await set.owner.said(shop.id, talk.id)).filter((one) => one.from === 'buyer' || one.from === 'agent')
      return said.length >= 6 ? said.map((one) => one.text) : null
    })
    expect(kept.filter((one) => hers.includes(one))).toEqual(hers)
    expect(kept.filter((one) => ours.includes(one))).toEqual(ours)
    expect(kept).toHaveLength(6)
    await buyer.reads(kept)
    await agent.reads(kept)
  })

  it('a buyer and an agent do everything on phones', async ({ expect }) => {
    const shop = await set.shop()
    const touch = { viewport: PHONE, isMobile: true, hasTouch: true, userAgent: devices['Pixel 7']?.userAgent }
    const buyer = await Widget.visit(await set.chromium.person(touch), shop.url)
    await buyer.launcher.tap()
    await buyer.ready()
    const seen = (await buyer.page.locator('jinpai-widget iframe').boundingBox())!
    expect([seen.x, seen.width, seen.height]).toEqual([0, PHONE.width, PHONE.height])
    await buyer.box.tap()
    await buyer.box.fill('手机上问一句，有货吗')
    await buyer.frame.locator('.foot button.send, .foot .send').first().tap()
    await buyer.stateBecomes('已发送')

    const agent = await Workbench.signIn(await set.chromium.person(touch), set.server.origin, { login: shop.agent, password: PASSWORD })
    await agent.row('有货吗').tap()
    await agent.sees('有货吗')
    const sideways = () => agent.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(await sideways()).toBeLessThanOrEqual(0)
    await agent.box.tap()
    await agent.box.fill('有的亲，L 码还有 6 件😊')
    await agent.page.locator('footer.composer').getByRole('button', { name: agent.word('composer.send'), exact: true }).tap()
    await buyer.sees('L 码还有 6 件')
    // What is said stands above the composer, not under it.
    const composer = (await agent.page.locator('footer.composer').boundingBox())!
    const last = (await agent.page.locator('.message').last().boundingBox())!
    expect(last.y + last.height).toBeLessThanOrEqual(composer.y)
    expect(composer.y + composer.height).toBeLessThanOrEqual(PHONE.height)

    await agent.page.getByRole('button', { name: agent.word('desk.panel') }).tap()
    await agent.page.locator('aside.panel #panel-page').waitFor()
    await agent.page.getByRole('button', { name: agent.word('panel.fold') }).tap()
    await agent.page.getByRole('button', { name: agent.word('common.back'), exact: true }).tap()
    await agent.row('L 码还有 6 件').waitFor()
    await agent.row('L 码还有 6 件').tap()
    await agent.page.getByRole('button', { name: agent.word('desk.end'), exact: true }).tap()
    await buyer.frame.getByText('对话已结束').waitFor()
    await buyer.frame.locator('.scores button').last().tap()
    await buyer.frame.getByText('谢谢您的评价').waitFor()
    await agent.page.getByText('买家评价').waitFor()
    expect(await sideways()).toBeLessThanOrEqual(0)
  })
})
