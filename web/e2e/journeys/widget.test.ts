// The buyer's window at full strength: a goodbye that is rated, a message nobody was there for, pictures.
import { describe, expect, it } from 'vitest'
import { film } from '../src/film'
import { photo } from '../src/photo'
import { stage } from '../src/stage'
import { until } from '../src/until'

const set = stage()

describe('the buyer’s window', () => {
  it('goes from a first visit to a goodbye with a rating', async () => {
    const shop = await set.shop()
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('这款有货吗')
    await agent.openTalk('这款有货吗')
    await agent.write('有的亲，L 码还有 6 件😊')
    await buyer.sees('L 码还有 6 件')

    await buyer.frame.locator('.menu summary').click()
    await buyer.frame.locator('.menu button').click()
    await buyer.frame.getByText('对话已结束').waitFor()
    const faces = buyer.frame.locator('.scores button')
    await faces.first().waitFor()
    expect(await faces.count()).toBe(5)

    // Not answered yet: asked again after a reload.
    await buyer.page.reload()
    await buyer.frame.getByRole('button', { name: '非常满意' }).waitFor()
    await buyer.frame.getByRole('button', { name: '满意', exact: true }).click()
    await buyer.frame.getByText('谢谢您的评价').waitFor()
    await buyer.frame.locator('.ask input').fill('很耐心')
    await buyer.frame.locator('.ask input').press('Enter')
    await agent.page.getByText('买家评价：满意，“很耐心”').waitFor()

    await buyer.frame.locator('.ask .quiet').click()
    await buyer.page.reload()
    await buyer.sees('L 码还有 6 件')
    await buyer.settled()
    expect(await faces.count()).toBe(0)
    await buyer.write('再问一句')
    await agent.row('再问一句').waitFor()
  })

  it('takes a message while nobody is there, and brings the answer later', async () => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.frame.getByText('现在没有客服在线').waitFor()
    await buyer.write('晚上还发货吗')
    await buyer.frame.getByText('不发广告').waitFor()
    await buyer.frame.locator('.ask input').fill('1380')
    await buyer.frame.locator('.ask input').press('Enter')
    await buyer.frame.locator('.ask [role=alert]', { hasText: '手机号' }).waitFor()
    await buyer.frame.locator('.ask input').fill('13800138000')
    await buyer.frame.locator('.ask input').press('Enter')
    await buyer.frame.getByText('138****8000').waitFor()
    await buyer.page.keyboard.press('Escape')

    const agent = await set.agent(shop.agent)
    await agent.row('晚上还发货吗').click()
    await agent.page.getByText('买家留了联系方式：138****8000').waitFor()
    await agent.write('明早九点发出，您放心😊')
    const label = () => buyer.launcher.getAttribute('aria-label')
    await until('the launcher counts the answer', async () => (await label())?.includes('1 条未读'))
    await buyer.launcher.click()
    await buyer.sees('明早九点发出')
  })

  it('carries pictures both ways, large with a click, and tells what is none', async () => {
    const shop = await set.shop()
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.frame.locator('input[type=file]').setInputFiles(photo)
    await agent.row(agent.word('desk.picturePreview')).click()
    const seen = agent.page.locator('.message .picture img')
    await until('the agent sees it', () => seen.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth === 320))

    await agent.page.locator('footer.composer input[type=file]').setInputFiles(photo)
    const theirs = buyer.frame.locator('.row:not(.mine) .pic img')
    await until('the buyer sees it', () => theirs.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth === 320))
    await buyer.frame.locator('.row:not(.mine) .pic button').click()
    const large = buyer.frame.locator('dialog[open] img')
    await until('it is large', () => large.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth === 640))
    await buyer.page.keyboard.press('Escape')
    await large.waitFor({ state: 'detached' })
    expect(await buyer.launcher.getAttribute('aria-expanded')).toBe('true')

    await buyer.frame.locator('input[type=file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') })
    await buyer.frame.locator('.row.mine .state.bad', { hasText: '只能发' }).waitFor()

    // What was pasted without a line goes out once, when the line is back.
    const before = await buyer.frame.locator('.row.mine .pic').count()
    await buyer.page.context().setOffline(true)
    await buyer.frame.locator('.link.down').waitFor()
    await buyer.box.evaluate((area, bytes) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(bytes)], 'shot.png', { type: 'image/png' }))
      area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    }, [...photo.buffer])
    await until('it waits', async () => (await buyer.frame.locator('.row.mine .pic').count()) === before + 1)
    await buyer.page.context().setOffline(false)
    await until('it has come', async () => (await seen.count()) === 3)
    await buyer.page.reload()
    await until('once', async () => (await buyer.frame.locator('.row.mine .pic img').count()) === 2)
  })

  it('carries short films both ways, which play, and tells what is too long', async () => {
    const shop = await set.shop()
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    const plays = (one: HTMLVideoElement) => one.readyState >= 2 && one.videoWidth === 320
    await buyer.frame.locator('input[type=file]').setInputFiles(await film(agent.page, 12))
    await agent.row(agent.word('desk.picturePreview')).click()
    const seen = agent.page.getByLabel(agent.word('desk.filmHers', { length: '0:12' }))
    await until('the agent can play it', () => seen.evaluate(plays))
    await buyer.frame.getByRole('button', { name: '视频 0:12' }).waitFor()

    await agent.page.locator('footer.composer input[type=file]').setInputFiles(await film(agent.page, 60))
    await buyer.frame.locator('.row:not(.mine)').getByRole('button', { name: '视频 1:00' }).click()
    const large = buyer.frame.locator('dialog[open] video')
    await until('it plays large', () => large.evaluate(plays))
    await large.click()
    expect(await large.count(), 'its own buttons do not close it').toBe(1)
    await buyer.page.keyboard.press('Escape')
    await large.waitFor({ state: 'detached' })

    await buyer.frame.locator('input[type=file]').setInputFiles(await film(agent.page, 61))
    await buyer.frame.locator('.row.mine .state.bad', { hasText: '60 秒' }).waitFor()
  })
})
