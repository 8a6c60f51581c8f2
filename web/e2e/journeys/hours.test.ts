// A shop that sleeps: its hours are set, who writes at night is told when it is back, and answered in the morning.
import { describe, expect, it } from 'vitest'
import { stage } from '../src/stage'
import { until } from '../src/until'

const set = stage({ clock: '2026-11-21T23:30:00+08:00' })

describe('a buyer who writes at night', () => {
  it('is told when the shop is back, and answered in the morning', async () => {
    const shop = await set.shop()
    const owner = await set.ownerAt(shop.id)
    await owner.go('/settings')
    const hours = owner.page.locator('form#hours')
    await hours.getByText(owner.word('service.alwaysOpen')).waitFor()
    await hours.getByRole('radio', { name: owner.word('service.byWeek') }).check()
    const monday = hours.locator('.week li').first().locator('input')
    await monday.nth(0).fill('930')
    await monday.nth(0).press('Tab')
    await hours.getByRole('button', { name: owner.word('service.allSame') }).click()
    await hours.getByText('每天 09:30–22:00').waitFor()
    await hours.getByRole('button', { name: owner.word('common.save') }).click()
    await hours.getByText('现在休息，明天 09:30 营业').waitFor()
    const notice = owner.page.locator('form#notice')
    await notice.locator('input[name=notice]').fill('双旦活动：满 300 减 40')
    await notice.getByRole('button', { name: owner.word('common.save') }).click()
    await notice.getByText(owner.word('service.noticeShown')).waitFor()

    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.frame.getByText('双旦活动：满 300 减 40').waitFor()
    await buyer.frame.locator('.head', { hasText: '休息中' }).waitFor()
    await buyer.write('这件羊毛大衣有 M 码吗')
    await buyer.sees('明天 09:30 上班')
    await buyer.frame.getByLabel('留个手机号或邮箱吧').waitFor()
    await buyer.write('身高一米六')
    await buyer.page.reload()
    await buyer.sees('身高一米六')
    expect((await buyer.texts()).filter((text) => text.includes('上班'))).toHaveLength(1)

    await set.server.kill()
    set.server.setClock('2026-11-22T09:31:00+08:00')
    await set.server.up()
    const agent = await set.agent(shop.agent)
    // Her own words stand in the list, not those of the shop; and she waits.
    await agent.openTalk('身高一米六')
    await agent.page.locator('.message.bot', { hasText: '明天 09:30 上班' }).getByText(agent.word('desk.autoReply.closed')).waitFor()
    await agent.write('早上好呀😊 M 码有现货，您平时穿多大的呢')
    await buyer.sees('M 码有现货')
    await buyer.page.reload()
    await buyer.sees('M 码有现货')
    await until('the head is open again', async () => (await buyer.frame.locator('.head', { hasText: '休息中' }).count()) === 0)
    await buyer.write('好的谢谢')
    await agent.sees('好的谢谢')
    expect((await buyer.texts()).filter((text) => text.includes('上班'))).toHaveLength(1)
  })
})

describe('hours that cannot be', () => {
  it('are named by their day and not saved; who was slower takes the newest', async () => {
    const shop = await set.shop()
    const owner = await set.ownerAt(shop.id)
    await owner.go('/settings')
    const hours = owner.page.locator('form#hours')
    await hours.getByRole('radio', { name: owner.word('service.byWeek') }).check()
    const wednesday = hours.locator('.week li').nth(2)
    await wednesday.getByRole('button', { name: owner.word('service.addSpanOf', { of: '周三' }) }).click()
    await wednesday.locator('input').nth(2).fill('12')
    await wednesday.locator('input').nth(2).press('Tab')
    await hours.getByRole('button', { name: owner.word('common.save') }).click()
    await wednesday.getByText('周三有两段时间重叠，请合并成一段').waitFor()

    await set.owner.call('PUT', `shops/${shop.id}/service/hours`, { base: 0, week: null })
    await wednesday.getByRole('button', { name: owner.word('service.removeSpan', { of: '周三' }) }).last().click()
    await hours.getByRole('button', { name: owner.word('common.save') }).click()
    await hours.getByRole('button', { name: owner.word('service.takeNewest') }).click()
    await hours.getByText(owner.word('service.alwaysMeans')).waitFor()
  })
})

describe('an agent at lunch', () => {
  it('tells her colleagues when she is back', async () => {
    const shop = await set.shop()
    const agent = await set.agent(shop.agent)
    await agent.page.getByRole('button', { name: agent.word('nav.me', { name: '云云' }) }).click()
    await agent.page.getByRole('radio', { name: agent.word('duty.away') }).click()
    const note = agent.page.getByRole('textbox', { name: agent.word('duty.note') })
    await note.fill('午饭，13:30 回来')
    await note.press('Enter')
    await agent.page.getByText(agent.word('duty.noteSaved')).first().waitFor()

    const owner = await set.ownerAt(shop.id)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('能改地址吗')
    await owner.openTalk('能改地址吗')
    await owner.box.press('Alt+t')
    await owner.page.getByRole('option', { name: '云云' }).getByText('离开 · 午饭，13:30 回来').waitFor()
  })
})
