// The whole day without a mouse: every action has a key, every key does what the list under `?` says, and whatever
// can be clicked on the desk can be reached.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import zh from '../../apps/workbench/src/locales/zh-CN.json'
import { PASSWORD } from '../src/server'
import { stage } from '../src/stage'
import { until } from '../src/until'
import { word } from '../src/words'

const set = stage()
const t = (key: string, values?: Record<string, string | number>) => word('zh-CN', key, values)
const inComposer = (page: Page) =>
  until('the caret is in the composer', () => page.evaluate(() => document.activeElement?.matches('footer.composer textarea')))
/** The words under `keys` that name a key, and not the list itself. */
const actions = Object.entries(zh.keys).filter(([id, text]) => typeof text === 'string' && !['title', 'dismiss'].includes(id))

describe('without a mouse', () => {
  it('an agent signs in, answers, notes, stars, hands on and ends', async () => {
    const shop = await set.shop()
    const other = `${shop.agent}b`
    await set.owner.hire(shop.id, other, '小满', 'agent', PASSWORD)
    const buyer = await set.buyer(shop.url)
    await buyer.page.keyboard.press('Tab')
    await until('the launcher is reached', async () => {
      await buyer.page.keyboard.press('Tab')
      return buyer.page.evaluate(() => document.activeElement?.localName === 'jinpai-widget')
    })
    await buyer.page.keyboard.press('Enter')
    await buyer.ready()
    await buyer.frame.locator('textarea:focus').waitFor()
    await buyer.page.keyboard.type('这款有货吗')
    await buyer.page.keyboard.press('Enter')
    await buyer.stateBecomes('已发送')

    const page = await (await set.chromium.person()).newPage()
    const { keyboard } = page
    await page.goto(set.server.origin)
    await until('the caret is in the first field', () => page.evaluate(() => document.activeElement?.getAttribute('name') === 'login'))
    await keyboard.insertText(shop.agent)
    await keyboard.press('Tab')
    await keyboard.insertText(PASSWORD)
    await keyboard.press('Enter')
    await page.locator('aside.list .row', { hasText: '这款有货吗' }).waitFor()
    await keyboard.press('Alt+n')
    await inComposer(page)
    await keyboard.insertText('有的亲，L 码还有货😊')
    await keyboard.press('Enter')
    await buyer.sees('L 码还有货')

    await keyboard.press('Alt+s')
    await page.locator('.talk .star[aria-pressed=true]').waitFor()
    await keyboard.press('Alt+o')
    await keyboard.insertText('老客，给她留一件')
    await keyboard.press('Enter')
    await page.locator('.flow').getByText('老客，给她留一件').waitFor()
    await keyboard.press('Alt+o')
    await keyboard.press('Alt+e')
    await page.getByText(t('desk.closed')).waitFor()

    // She comes back; this time a colleague takes her.
    const colleague = await set.agent(other)
    await buyer.write('再问一下尺码')
    await page.locator('aside.list .row', { hasText: '再问一下尺码' }).waitFor()
    await keyboard.press('Alt+n')
    await page.locator('.message', { hasText: '再问一下尺码' }).waitFor()
    await inComposer(page)
    await keyboard.insertText('稍等亲，我请同事帮您看尺码')
    await keyboard.press('Enter')
    await buyer.sees('我请同事帮您看尺码')
    await keyboard.press('Alt+t')
    await page.locator('[role=option][aria-disabled=false]', { hasText: '小满' }).waitFor()
    await keyboard.insertText('小满')
    await keyboard.press('Enter')
    await keyboard.insertText('问尺码')
    await keyboard.press('Enter')
    await page.getByText(t('desk.ownedBy', { name: '小满' })).waitFor()
    await colleague.row('我请同事帮您看尺码').waitFor()
  })

  it('every action is in the list under ?, and its key does it', async () => {
    const shop = await set.shop()
    const buyers = [await set.buyer(shop.url), await set.buyer(shop.url)]
    for (const [i, buyer] of buyers.entries()) {
      await buyer.open()
      await buyer.write(`第 ${i + 1} 位`)
      await buyer.stateBecomes('已发送')
    }
    const agent = await set.agent(shop.agent)
    const { page } = agent
    const { keyboard } = page
    await agent.openTalk('第 1 位')

    await page.locator('.flow').focus()
    await keyboard.press('?')
    const help = page.getByRole('dialog', { name: t('keys.title') })
    await help.waitFor()
    expect((await help.locator('dt').allTextContents()).sort()).toEqual(actions.map(([, text]) => text).sort())
    await keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })

    const pages = page.getByRole('navigation').getByRole('link')
    for (const letter of ['r', 'o', 'p', 'q', 'u', 's', 'd']) {
      const before = page.url()
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
      await keyboard.press('g')
      await keyboard.press(letter)
      await until(`g ${letter} leads somewhere else`, () => page.url() !== before)
    }
    expect(await pages.count()).toBeGreaterThanOrEqual(7)
    await keyboard.press('Control+k')
    const bar = page.getByRole('dialog', { name: t('command.label') })
    await bar.waitFor()
    await keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
    // What stands behind the round button of the rail is found by its name.
    for (const state of ['busy', 'online'] as const) {
      await keyboard.press('Control+k')
      await keyboard.insertText(t(`duty.${state}`))
      await bar.getByRole('option', { name: t(`duty.${state}`) }).first().waitFor()
      await keyboard.press('Enter')
      await page.locator(`nav .me.${state}`).waitFor()
    }

    await keyboard.press('Alt+ArrowDown')
    const name = () => page.locator('.talk h1').textContent()
    const first = await until('a talk is open', name)
    await keyboard.press('Alt+ArrowDown')
    await until('the next talk', async () => (await name()) !== first)
    await keyboard.press('Alt+ArrowUp')
    await until('the talk before', async () => (await name()) === first)
    for (const [key, tab] of [['Alt+2', 'orders'], ['Alt+3', 'products'], ['Alt+4', 'phrases'], ['Alt+5', 'advice'], ['Alt+1', 'buyer']] as const) {
      await keyboard.press(key)
      await page.locator(`#panel-tab-${tab}[aria-selected=true]`).waitFor()
    }
    await page.locator('.flow').focus()
    await keyboard.press('Alt+i')
    await inComposer(page)
    await keyboard.press('/')
    await page.locator('.composer [role=listbox]').waitFor()
    await keyboard.press('Backspace')
    await keyboard.press('Alt+m')
    await page.locator('.composer .tool[aria-expanded=true]').waitFor()
    await keyboard.press('Escape')
    await keyboard.press('Alt+i')
    await inComposer(page)
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), keyboard.press('Alt+a')])
    expect(chooser.isMultiple()).toBeDefined()
    await keyboard.press('Alt+i')
    await keyboard.insertText('明天给您回复哦')
    await keyboard.press('Alt+l')
    await page.getByRole('group', { name: t('later.title') }).waitFor()
    await keyboard.press('Escape')
    await inComposer(page)
    await keyboard.press('Shift+Tab')
    expect(await page.evaluate(() => document.activeElement?.matches('footer.composer textarea'))).toBe(false)
    // On a narrow window the panel is folded, and a key brings it out.
    await page.setViewportSize({ width: 1100, height: 800 })
    const panel = page.locator('aside.panel')
    await panel.waitFor()
    await keyboard.press('Alt+p')
    await panel.waitFor({ state: 'hidden' })
    await keyboard.press('Alt+p')
    await panel.waitFor()
  })

  it('whatever can be clicked on the desk is reached with Tab', async () => {
    const shop = await set.shop()
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('在吗')
    const agent = await set.agent(shop.agent)
    await agent.openTalk('在吗')
    await agent.write('在的亲，请讲')
    const { page } = agent
    // The row moves down to those who are answered; only then does the page stand still.
    await page.getByText(t('desk.count', { waiting: 0, all: 1 }), { exact: true }).waitFor()
    const clickable = await page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [role=button], [role=tab], [role=switch], [tabindex="0"]')]
      const open = all.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled, input[type=file]'))
      // Of a row of tabs one is a stop, and the arrows do the rest.
      const stops = open.filter((one) => !(one.getAttribute('role') === 'tab' && one.tabIndex < 0))
      stops.forEach((one, i) => one.setAttribute('data-stop', String(i)))
      return stops.map((one) => (one.getAttribute('aria-label') ?? one.textContent ?? one.localName).trim().slice(0, 30))
    })
    expect(clickable.length).toBeGreaterThan(20)
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    const reached = new Set<number>()
    for (let i = 0; i < clickable.length + 10 && reached.size < clickable.length; i++) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => document.activeElement?.getAttribute('data-stop'))
      if (at) reached.add(Number(at))
    }
    expect(clickable.filter((_, i) => !reached.has(i))).toEqual([])
  })
})
