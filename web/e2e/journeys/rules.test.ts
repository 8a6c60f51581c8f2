// A rule's way from the lead's pen into the agent's composer, and the agent's objection back to the lead.
import { beforeAll, describe, expect, it } from 'vitest'
import { ownRule } from '../src/rule'
import { PASSWORD } from '../src/server'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Widget } from '../src/widget'
import type { Workbench } from '../src/workbench'

const set = stage()

describe('a rule of the shop', () => {
  let shop: { id: string; url: string; agent: string }
  let agent: Workbench
  let lead: Workbench
  let buyer: Widget

  beforeAll(async () => {
    shop = await set.shop('taobao')
    await set.owner.hire(shop.id, 'qingqing', '青青', 'lead', PASSWORD)
    buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('这个坏了怎么办')
    agent = await set.agent(shop.agent)
    await agent.openTalk('这个坏了怎么办')
    // What was said before there was a rule against it: the bench finds it in the past.
    await agent.write('贴膜教程发您了哦')
    await buyer.sees('贴膜教程发您了哦')
    await set.owner.call('POST', `shops/${shop.id}/coach/rules`, { toml: ownRule('SHP001', '包退包换包修'), status: 'live' })
    lead = await set.agent('qingqing')
  })

  it('is edited by a lead, who sees on the bench what it finds, in lines and in what was really said', async () => {
    const { page } = lead
    await lead.go('/rules?whose=own')
    await page.locator('.rule', { hasText: 'SHP001' }).click()
    await page.getByRole('button', { name: lead.word('rules.edit'), exact: true }).click()
    const bench = page.getByLabel(lead.word('rules.editor.bench'), { exact: true })
    await bench.fill('会贴吗 → 有贴膜教程的\n好的亲，马上发')
    await until('the rule finds nothing there yet', async () => (await page.locator('.rows .jp-pill').allTextContents()).length === 2)
    expect(await lead.underlined()).toEqual([])
    const words = page.getByLabel(lead.word('rules.editor.replySays'))
    await words.fill('包退包换包修\n贴膜教程')
    expect(await lead.underlines('贴膜教程')).toBe('warn')
    await page.getByText(lead.word('rules.editor.change.new')).waitFor()
    const past = page.locator('.history')
    await past.locator('.hits li', { hasText: '贴膜教程发您了哦' }).waitFor()
    // The hit opens in its talk.
    await past.locator('.hit').first().click()
    await page.locator('.excerpt .here mark', { hasText: '贴膜教程' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.excerpt').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: lead.word('rules.editor.saveLive'), exact: true }).click()
    await page.waitForURL((url) => url.pathname === '/rules/SHP001')
  })

  it('meets the agent in her composer, and is put aside with a reason for this talk', async () => {
    await agent.box.fill('亲，有贴膜教程的')
    expect(await agent.underlines('贴膜教程')).toBe('warn')
    await agent.page.locator('.finding', { hasText: '本店不管修' }).waitFor()
    await agent.page.locator('.finding .source', { hasText: '本店规定' }).waitFor()
    await agent.box.press('Alt+d')
    await agent.page.getByRole('menu').waitFor()
    await agent.page.keyboard.press('2')
    await until('the words are quiet', async () => (await agent.underlined()).length === 0)
    await agent.page.getByText(agent.word('coach.dismissDone')).waitFor()
    // She thinks better of it, and once more.
    await agent.page.locator('.aside', { hasText: '贴膜教程' }).getByRole('button', { name: agent.word('coach.undo') }).click()
    expect(await agent.underlines('贴膜教程')).toBe('warn')
    await agent.box.press('Alt+d')
    await agent.page.getByRole('menu').waitFor()
    await agent.page.keyboard.press('2')
    await agent.page.locator('.aside', { hasText: '贴膜教程' }).waitFor()
    await until('the words are quiet again', async () => (await agent.underlined()).length === 0)
    await agent.box.press('Enter')
    await buyer.sees('亲，有贴膜教程的')
    // Gone for this context: a later draft with the same words is quiet, and another finding still speaks.
    await agent.box.fill('亲，有贴膜教程的，肯定明天到')
    await agent.underlines('肯定')
    expect((await agent.underlined()).map((one) => one.text).join('')).not.toContain('贴膜教程')
    await agent.box.fill('')
  })

  it('shows the lead who put it aside and why, and lets the words through for the whole shop', async () => {
    const { page } = lead
    await lead.go('/rules')
    await page.getByRole('link', { name: lead.word('rules.dismissals.title') }).click()
    const row = page.locator('.dismissal').first()
    await row.getByText(lead.word('coach.reason.agreed-with-buyer')).waitFor()
    await row.locator('mark', { hasText: '贴膜教程' }).waitFor()
    expect(await row.textContent()).toContain('云云')
    await row.getByRole('button', { name: lead.word('rules.dismissals.open') }).click()
    await page.locator('.excerpt .here', { hasText: '亲，有贴膜教程的' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.excerpt').waitFor({ state: 'hidden' })

    await row.getByRole('button', { name: lead.word('rules.dismissals.allow') }).click()
    await row.getByRole('button', { name: lead.word('rules.dismissals.confirm'), exact: true }).click()
    await row.getByText(lead.word('rules.dismissals.allowed', { name: '青青' })).waitFor()
    const other = await set.buyer(shop.url)
    await other.open()
    await other.write('你们管修吗')
    await agent.row('你们管修吗').click()
    await agent.sees('你们管修吗')
    await agent.box.fill('亲，有贴膜教程的，肯定明天到')
    await agent.underlines('肯定')
    expect((await agent.underlined()).map((one) => one.text).join('')).not.toContain('贴膜教程')
  })

  it('is put aside in another talk, and the lead undoes that', async () => {
    const { page } = lead
    await set.owner.call('POST', `shops/${shop.id}/coach/rules`, { toml: ownRule('SHP009', '送货上楼'), status: 'live' })
    await agent.box.fill('亲，送货上楼的')
    expect(await agent.underlines('送货上楼')).toBe('warn')
    await agent.box.press('Alt+d')
    await agent.page.getByRole('menu').waitFor()
    await agent.page.keyboard.press('1')
    await agent.page.locator('.aside', { hasText: '送货上楼' }).waitFor()
    const row = page.locator('.dismissal', { has: page.locator('mark', { hasText: '送货上楼' }) })
    await row.getByRole('button', { name: lead.word('rules.dismissals.undo') }).click()
    await row.waitFor({ state: 'detached' })
    await agent.box.fill('亲，这款送货上楼的')
    expect(await agent.underlines('送货上楼')).toBe('warn')
    await agent.box.fill('')
  })

  it('is refused with what is wrong at the field and at the line, until it is right', async () => {
    const { page } = lead
    await lead.go('/rules/new')
    await page.locator('input[name=name-zh]').fill('别说亏本')
    await page.locator('input[name=message-zh]').fill('别跟买家说亏本')
    await page.locator('input[name=why-zh]').fill('听着像在哭穷，买家不信。')
    await page.locator('input[name=source]').fill('本店规定')
    await page.getByLabel(lead.word('rules.editor.replySays')).fill('(亏本')
    await page.locator('.form .is-wrong').first().waitFor()
    await page.getByRole('tab', { name: lead.word('rules.editor.mode.text') }).click()
    await page.locator('.numbers .wrong').first().waitFor()
    await page.getByRole('tab', { name: lead.word('rules.editor.mode.form') }).click()
    await page.getByLabel(lead.word('rules.editor.replySays')).fill('亏本')
    await page.getByRole('button', { name: lead.word('rules.editor.goLive') }).click()
    // A live rule brings its examples; what is missing is said there.
    await page.locator('.examples .fault').first().waitFor()
    await page.getByRole('button', { name: lead.word('rules.editor.saveDraft') }).click()
    await page.waitForURL((url) => url.pathname === '/rules/SHP002')
    await page.locator('.rule', { hasText: '别说亏本' }).first().waitFor()
  })
})

describe('a finding in a sent message', () => {
  let shop: { id: string; url: string; agent: string }
  let agent: Workbench
  let lead: Workbench
  let buyer: Widget

  beforeAll(async () => {
    shop = await set.shop('taobao')
    await set.owner.hire(shop.id, 'lanlan', '兰兰', 'lead', PASSWORD)
    buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('明天能到吗')
    agent = await set.agent(shop.agent)
    await agent.openTalk('明天能到吗')
    await agent.write('亲，肯定明天到的')
    await buyer.sees('亲，肯定明天到的')
    lead = await set.agent('lanlan')
  })

  const panel = (who: Workbench) => who.page.locator('.panel').first()

  it('is agreed with by the lead, with the message in its talk before her', async () => {
    await lead.go('/quality/review')
    await lead.page.locator('.row', { hasText: '亲，肯定明天到的' }).click()
    await lead.page.locator('.excerpt .here mark', { hasText: '肯定' }).waitFor()
    await panel(lead).locator('textarea').fill('路上的事说不准')
    await panel(lead).getByRole('button', { name: lead.word('quality.agree') }).click()
    await panel(lead).getByText(lead.word('quality.by', { name: '兰兰', state: lead.word('quality.state.agreed') })).waitFor()
  })

  it('is appealed by the agent, who sees her own findings only', async () => {
    await agent.go('/quality')
    await agent.page.locator('.row', { hasText: '亲，肯定明天到的' }).click()
    await panel(agent).getByText('路上的事说不准').waitFor()
    expect(await panel(agent).getByRole('button', { name: agent.word('quality.agree') }).count()).toBe(0)
    await panel(agent).locator('textarea').fill('同城当天送，仓库说好了')
    await panel(agent).getByRole('button', { name: agent.word('quality.appeal') }).click()
    await panel(agent).getByText(agent.word('quality.state.appealed'), { exact: true }).waitFor()
  })

  it('is decided again by the lead, and counts no more once overruled', async () => {
    await lead.go('/quality/review?state=appealed')
    await lead.page.locator('.row', { hasText: '亲，肯定明天到的' }).click()
    await panel(lead).getByText('同城当天送，仓库说好了').waitFor()
    await panel(lead).getByRole('button', { name: lead.word('quality.overrule') }).click()
    await agent.page.locator('.row .jp-pill.state', { hasText: agent.word('quality.state.overruled') }).waitFor()
    await panel(agent).getByText(agent.word('coach.points', { n: 0 })).waitFor()
  })

  it('stands in the report with its message, and the report is a file to keep', async () => {
    await lead.go('/quality')
    await lead.page.locator('.figures').waitFor()
    await lead.page.locator('.list .row', { hasText: '亲，肯定明天到的' }).first().click()
    await lead.page.locator('.excerpt .here mark', { hasText: '肯定' }).waitFor()
    await lead.page.keyboard.press('Escape')
    await lead.page.locator('.excerpt').waitFor({ state: 'hidden' })
    await lead.page.getByRole('button', { name: lead.word('quality.download') }).click()
    for (const [word, file] of [['quality.asHtml', 'jinpai-audit.html'], ['quality.asJson', 'jinpai-audit.json']] as const) {
      const download = lead.page.waitForEvent('download')
      await lead.page.getByText(lead.word(word)).click()
      expect((await download).suggestedFilename()).toBe(file)
    }
  })

  it('and what is said of the whole talk once it is closed stand in the same queue', async () => {
    await buyer.write('运费谁出')
    await agent.go('/')
    await agent.openTalk('运费谁出')
    await agent.page.getByRole('button', { name: agent.word('desk.end') }).click()
    await lead.go('/quality/review')
    const row = lead.page.locator('.row', { hasText: '运费谁出' })
    await row.getByText(lead.word('quality.atEnd')).waitFor()
    await row.click()
    await panel(lead).getByRole('button', { name: lead.word('quality.agree') }).click()
    await panel(lead).getByText(lead.word('quality.by', { name: '兰兰', state: lead.word('quality.state.agreed') })).waitFor()
    await agent.go('/quality')
    await agent.page.locator('.row', { hasText: '运费谁出' }).locator('.jp-pill.state', { hasText: agent.word('quality.state.agreed') }).waitFor()
  })
})
