// What an agent says forty times a day, said with three keys: found by its sound, filled with what is true.
import { beforeAll, describe, expect, it } from 'vitest'
import { photo } from '../src/photo'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Widget } from '../src/widget'
import type { Workbench } from '../src/workbench'

// Monday morning: the courier's hour is ahead.
const set = stage({ clock: '2026-11-23T10:00:00+08:00' })

let shop: { id: string; url: string; agent: string }
let agent: Workbench
let owner: Workbench

beforeAll(async () => {
  shop = await set.shop('own-site')
  agent = await set.agent(shop.agent)
  owner = await set.ownerAt(shop.id)
})

const list = () => agent.page.getByRole('listbox', { name: agent.word('phrase.title') })
const option = (name: string) => list().getByRole('option', { name })

async function talk(question: string): Promise<Widget> {
  const buyer = await set.buyer(shop.url)
  await buyer.open()
  await buyer.write(question)
  await agent.go('/desk')
  await agent.openTalk(question)
  return buyer
}

describe('a phrase', () => {
  it('is found by pinyin initials and put in by a number key; Enter sends it', async () => {
    const buyer = await talk('想换个颜色怎么弄')
    await agent.box.pressSequentially('/zmhh')
    await option('怎么换货').waitFor()
    await agent.box.press('1')
    await until('the phrase stands in the draft', async () => (await agent.box.inputValue()).startsWith('想换成哪个规格'))
    await agent.box.press('Enter')
    await buyer.sees('想换成哪个规格告诉我')
  })

  it('with a fact that nobody knows is not sent until it is filled', async () => {
    const buyer = await talk('今天能发吗')
    await agent.box.pressSequentially('/fahuo')
    await option('什么时候发货').waitFor()
    await agent.box.press('Enter')
    const gap = `【${agent.word('phrase.slot.cut_off')}】`
    await until('the gap stands in the draft', async () => (await agent.box.inputValue()).includes(gap))
    await agent.box.press('Enter')
    await agent.page.getByRole('alert').filter({ hasText: gap }).waitFor()
    // The gap is selected: what is typed fills it.
    await agent.page.keyboard.insertText('16:00')
    expect(await agent.box.inputValue()).toContain('今天 16:00 前付款')
    await agent.box.press('Enter')
    await buyer.sees('今天 16:00 前付款')
  })

  it('says the fact once the shop knows it', async () => {
    await owner.go('/settings')
    await owner.page.locator('input[name=cutoff]').fill('15:30')
    await owner.page.locator('form.section').first().getByRole('button', { name: owner.word('common.save') }).click()
    await owner.page.getByText(owner.word('common.saved')).waitFor()
    await talk('几点前拍当天发')
    await agent.box.pressSequentially('/fahuo')
    await option('15:30').waitFor()
    await agent.box.press('Tab')
    await until('the fact stands in the draft', async () => (await agent.box.inputValue()).includes('今天 15:30 前付款'))
    await agent.box.fill('')
  })

  it('of her own stands in the place of the starter one, beside the talk and under its code', async () => {
    const buyer = await talk('先这样吧')
    await agent.page.keyboard.press('Alt+4')
    const panel = agent.page.getByRole('tabpanel')
    await panel.getByRole('searchbox').fill('zaijian')
    await panel.getByRole('button', { name: agent.word('phrase.edit', { title: '道别' }) }).click()
    await panel.locator('textarea[name=text]').fill('好的，您先忙，有需要随时来找小云。')
    await panel.getByRole('button', { name: agent.word('common.save') }).click()
    await panel.getByRole('searchbox').fill('zaijian')
    await panel.getByRole('button', { name: '有需要随时来找小云' }).click()
    await until('it stands in the draft', async () => (await agent.box.inputValue()).includes('有需要随时来找小云'))
    await agent.box.press('Enter')
    await buyer.sees('有需要随时来找小云')
  })

  it('brings its picture along, unless it is left out', async () => {
    const buyer = await talk('有尺码表吗')
    await agent.page.keyboard.press('Alt+4')
    const panel = agent.page.getByRole('tabpanel')
    await panel.getByRole('button', { name: agent.word('phrase.add'), exact: true }).click()
    await panel.locator('input[name=title]').fill('尺码表')
    await panel.locator('input[name=code]').fill('cmb')
    await panel.locator('textarea[name=text]').fill('尺码表发您，按平时穿的选就好。')
    await panel.locator('input[name=picture]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') })
    await panel.getByRole('button', { name: agent.word('common.save') }).click()
    await panel.getByRole('alert').waitFor()
    await panel.locator('input[name=picture]').setInputFiles(photo)
    await panel.getByRole('button', { name: agent.word('common.save') }).click()
    await panel.getByRole('searchbox').waitFor()

    await agent.box.pressSequentially('/cmb')
    await option('尺码表').getByText(agent.word('phrase.withPicture')).waitFor()
    await agent.box.press('Enter')
    const along = agent.page.getByRole('img', { name: agent.word('phrase.pictureAlong', { title: '尺码表' }) })
    await along.waitFor()
    await agent.box.press('Enter')
    await buyer.sees('尺码表发您')
    const theirs = buyer.frame.locator('.row:not(.mine) .pic img')
    await until('the buyer sees the picture', () => theirs.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth === 320))
    await along.waitFor({ state: 'detached' })

    await agent.box.pressSequentially('/cmb')
    await option('尺码表').waitFor()
    await agent.box.press('Enter')
    await along.waitFor()
    await agent.page.getByRole('button', { name: agent.word('phrase.pictureLeave', { title: '尺码表' }) }).click()
    await agent.box.fill('那就不重复发图啦')
    await agent.box.press('Enter')
    await buyer.sees('那就不重复发图啦')
    expect(await theirs.count()).toBe(1)
  })

  it('of a trade comes with the shop’s setting', async () => {
    await talk('会起球吗')
    await agent.box.pressSequentially('/fzqq')
    expect(await list().count()).toBe(0)
    await owner.go('/settings')
    await owner.page.locator('input[name=trades][value=clothing]').check()
    await owner.page.locator('form.section').first().getByRole('button', { name: owner.word('common.save') }).click()
    await owner.page.getByText(owner.word('common.saved')).waitFor()
    await agent.page.reload()
    await agent.box.fill('')
    await agent.box.pressSequentially('/起球')
    await list().getByRole('option').first().waitFor()
  })
})
