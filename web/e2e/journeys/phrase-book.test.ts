// A reply worth keeping is saved where it was said and found by its initials; a whole table of them comes in by file, is
// put in order, and goes out again.
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Workbench } from '../src/workbench'

const set = stage({ clock: '2026-11-23T10:00:00+08:00' })

let shop: { id: string; url: string; agent: string }
let agent: Workbench
let owner: Workbench

beforeAll(async () => {
  shop = await set.shop('own-site')
  agent = await set.agent(shop.agent)
  owner = await set.ownerAt(shop.id)
})

const REPLY = '这款是纯棉的，贴身穿也舒服，机洗不变形哦'
const TABLE = '分组,编码,快捷短语\r\n物流用语,JTFA,四点前付款今天就发出\r\n直播间,zbj1,直播间的价格和这里一样\r\n直播间,直播,短码写错了\r\n'

describe('a reply', () => {
  it('is saved as a phrase beside the talk and found by its initials in the next', async () => {
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('什么料子的呀')
    await agent.go('/desk')
    await agent.openTalk('什么料子的呀')
    await agent.write(REPLY)
    // At once, while the reply may still be on its way.
    await agent.page.keyboard.press('Alt+k')
    await buyer.sees(REPLY)
    const panel = agent.page.getByRole('tabpanel')
    const code = panel.locator('input[name=code]')
    await code.waitFor()
    expect(await panel.locator('textarea[name=text]').inputValue()).toBe(REPLY)
    expect(await panel.locator('input[name=title]').inputValue()).toBe('什么料子的呀')
    expect(await code.inputValue()).toBe('smlzdy')
    await panel.getByRole('button', { name: agent.word('common.save') }).click()
    await panel.getByText(agent.word('phrase.kept', { code: 'smlzdy' })).waitFor()

    const next = await set.buyer(shop.url)
    await next.open()
    await next.write('请问是纯棉吗')
    await agent.openTalk('请问是纯棉吗')
    await agent.box.pressSequentially('/smlz')
    const list = agent.page.getByRole('listbox', { name: agent.word('phrase.title') })
    await list.getByRole('option', { name: '什么料子的呀' }).waitFor()
    await agent.box.press('Enter')
    await until('it stands in the draft', async () => (await agent.box.inputValue()) === REPLY)
    await agent.box.press('Enter')
    await next.sees(REPLY)
  })

  it('that was used is counted on the page of phrases', async () => {
    await agent.page.keyboard.press('Escape')
    await agent.go('/phrases')
    const row = agent.page.getByRole('row').filter({ hasText: REPLY })
    await row.waitFor()
    const cells = await row.locator('td.count').allTextContents()
    expect(cells).toEqual(['1', '1', '0'])
  })
})

describe('a table of phrases', () => {
  it('is looked at first, then comes in for the whole shop', async () => {
    const file = join(tmpdir(), `phrases-${process.pid}.csv`)
    await writeFile(file, TABLE)
    await owner.go('/phrases')
    await owner.page.getByRole('button', { name: owner.word('phrase.import.title'), exact: true }).click()
    const panel = owner.page.getByRole('dialog')
    await panel.locator('input[type=file]').setInputFiles(file)
    await panel.getByRole('button', { name: owner.word('phrase.import.apply', { n: 2 }) }).waitFor()
    await panel.getByText('四点前付款今天就发出').waitFor()
    await panel.getByText(owner.word('phrase.import.refused', { n: 1 })).waitFor()
    await panel.getByRole('button', { name: owner.word('phrase.import.apply', { n: 2 }) }).click()
    await panel.getByText(owner.word('phrase.import.done', { name: file.split('/').pop()!, n: 3 })).waitFor()
    await panel.getByRole('button', { name: owner.word('common.close') }).click()

    await agent.go('/desk')
    await agent.openTalk(REPLY)
    await agent.box.pressSequentially('/jtfa')
    await agent.page.getByRole('option', { name: '四点前付款今天就发出' }).waitFor()
    await agent.box.fill('')
  })

  it('is put in order many at once, taken away and brought back', async () => {
    await owner.go('/phrases')
    const page = owner.page
    await page.getByRole('combobox', { name: owner.word('phrase.field.scope') }).selectOption('shop')
    await page.getByRole('checkbox', { name: owner.word('phrase.chooseAll') }).check()
    await page.getByRole('combobox', { name: owner.word('phrase.moveTo') }).selectOption('直播间')
    await page.getByText(owner.word('phrase.did.move', { n: 2 })).waitFor()
    const cells = page.getByRole('cell', { name: '直播间', exact: true })
    await until('both are filed', async () => (await cells.count()) === 2)
    await page.getByRole('checkbox', { name: owner.word('phrase.chooseAll') }).check()
    await page.getByRole('button', { name: owner.word('common.delete'), exact: true }).click()
    await page.getByText(owner.word('phrase.noneFound')).waitFor()
    await page.getByRole('button', { name: owner.word('common.undo') }).click()
    await page.getByText(owner.word('phrase.did.restore', { n: 2 })).waitFor()
    await until('both are back', async () => (await cells.count()) === 2)
  })

  it('goes out as a file that Excel opens', async () => {
    const [download] = await Promise.all([
      owner.page.waitForEvent('download'),
      owner.page.getByRole('link', { name: owner.word('phrase.export') }).click(),
    ])
    const csv = await readFile((await download.path())!, 'utf8')
    expect(csv.startsWith('\uFEFF分类,短码,标题,内容,范围\r\n')).toBe(true)
    expect(csv).toContain('直播间,jtfa,')
    expect(csv).not.toContain(REPLY)
  })
})
