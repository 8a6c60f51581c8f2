// The companion beside another client: a draft is mended and copied without a mouse, in 360 pixels.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../src/server'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Workbench } from '../src/workbench'

const set = stage({ clock: '2026-11-23T10:00:00+08:00' })

/** Opened from the command bar, as a window of its own. */
async function companion(login: string): Promise<{ agent: Workbench; page: Page }> {
  const agent = await set.agent(login)
  await agent.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await agent.page.keyboard.press('Control+k')
  await agent.page.keyboard.insertText(agent.word('companion.open'))
  const opened = agent.page.waitForEvent('popup')
  await agent.page.keyboard.press('Enter')
  const page = await opened
  await page.setViewportSize({ width: 360, height: 720 })
  await page.locator('main.companion').waitFor()
  return { agent, page }
}

const fits = (page: Page) =>
  page.evaluate(() => [document.documentElement, ...document.querySelectorAll('main, section')].every((one) => one.scrollWidth <= one.clientWidth))

describe('the companion', () => {
  it('has a draft mended and copied by keys alone', async () => {
    const shop = await set.shop('taobao')
    const { agent, page } = await companion(shop.agent)
    const draft = page.getByRole('textbox', { name: agent.word('companion.draft') })
    await until('the draft has the focus', () => draft.evaluate((one) => one === document.activeElement))
    await page.keyboard.insertText('不讲价的')
    const finding = page.locator('.finding')
    await finding.waitFor()
    expect(await fits(page)).toBe(true)
    await page.keyboard.press('Tab')
    await until('the wording stands in the draft', async () => (await draft.inputValue()) !== '不讲价的')
    const mended = await draft.inputValue()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('status').filter({ hasText: agent.word('common.copied') }).first().waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(mended.trim())
    // What is typed next takes its place.
    await page.keyboard.insertText('好的')
    expect(await draft.inputValue()).toBe('好的')
  })

  it('hears what the buyer said, checks against a product, and copies nothing that is forbidden or has a gap', async () => {
    const shop = await set.shop('taobao')
    await set.owner.call('POST', `shops/${shop.id}/products`, { sku: 'C1', title: '羊毛大衣', stock: 0 })
    const { agent, page } = await companion(shop.agent)
    const draft = page.getByRole('textbox', { name: agent.word('companion.draft') })
    await page.keyboard.press('Alt+b')
    await page.keyboard.insertText('这款有货吗？什么时候发货？')
    await page.getByRole('combobox', { name: agent.word('companion.product') }).selectOption({ label: '羊毛大衣' })
    await page.keyboard.press('Alt+i')
    await page.keyboard.insertText('有货的，放心拍')
    await page.locator('.finding', { hasText: agent.word('coach.category.FACT') }).waitFor()
    await draft.fill('加我微信聊，微信号 jinpai2026')
    await page.locator('.finding.block').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('alert').filter({ hasText: agent.word('companion.blocked') }).waitFor()
    await draft.fill('')
    await page.keyboard.insertText('/fahuo')
    await page.getByRole('listbox', { name: agent.word('phrase.title') }).waitFor()
    expect(await fits(page)).toBe(true)
    await page.keyboard.press('Enter')
    await until('the phrase stands in the draft', async () => (await draft.inputValue()).includes('【'))
    await page.keyboard.press('Control+Enter')
    await page.getByRole('alert').filter({ hasText: agent.word('phrase.slot.cut_off') }).waitFor()
  })

  it('keeps a note about a buyer for the whole shop', async () => {
    const shop = await set.shop('taobao')
    const { agent, page } = await companion(shop.agent)
    await page.keyboard.press('Alt+2')
    await page.keyboard.insertText('tb小鹿')
    await page.locator('textarea[name=note-text]').fill('穿 M 码，喜欢宽松版')
    await page.keyboard.press('Control+Enter')
    await page.getByText(agent.word('common.saved')).first().waitFor()
    expect(await fits(page)).toBe(true)
    await set.owner.hire(shop.id, 'companion2', '小陈', 'agent', PASSWORD)
    const other = await companion('companion2')
    await other.page.keyboard.press('Alt+2')
    await other.page.keyboard.insertText('小鹿')
    const note = other.page.getByRole('list', { name: other.agent.word('companion.notes') }).getByRole('button', { name: '穿 M 码' })
    await note.filter({ hasText: '云云' }).waitFor()
  })
})
