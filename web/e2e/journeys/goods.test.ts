// A table of one's own comes in once its columns are told, a size table is written and taken back, and beside a talk an
// agent finds the dress by three letters and answers from what the shop knows.
import { writeFile } from 'node:fs/promises'
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

const TABLE = '货品号,叫法,颜色,尺码,卖多少,剩几件,问答\r\n'
  + 'D1,碎花连衣裙,酒红,S,199,3,会透吗=浅色会透一点，里面搭肤色打底就好\r\n'
  + 'D1,碎花连衣裙,酒红,M,199,0,\r\n'
const MEANINGS = ['code', 'title', 'option', 'option', 'price', 'stock', 'questions']

const panel = () => owner.page.locator('.el-drawer')
const tab = (part: string) => panel().getByRole('tab', { name: owner.word(`product.part.${part}`) })

describe('goods', () => {
  it('come in by a table of one’s own, its columns told once', async () => {
    const file = join(tmpdir(), `goods-${process.pid}.csv`)
    await writeFile(file, TABLE)
    await owner.go('/products')
    await owner.page.getByRole('button', { name: owner.word('import.products') }).click()
    const box = owner.page.getByRole('region', { name: owner.word('import.products') })
    await box.locator('input[type=file]').setInputFiles(file)
    for (const [n, meaning] of MEANINGS.entries()) await box.locator(`select[name=column-${n}]`).selectOption(meaning)
    await box.getByRole('button', { name: owner.word('import.map.try') }).click()
    await box.getByText(owner.word('import.map.would', { name: `goods-${process.pid}.csv`, n: 1 })).waitFor()
    await box.getByRole('button', { name: owner.word('import.map.go'), exact: true }).click()
    await owner.page.getByRole('button', { name: '碎花连衣裙' }).waitFor()
    // The same headers again: nobody is asked a second time.
    await box.locator('input[type=file]').setInputFiles(file)
    await box.getByText(owner.word('import.map.kept')).waitFor()
    expect(await box.locator('select[name=column-2]').inputValue()).toBe('option')
  })

  it('get a size table, which can be taken back', async () => {
    await owner.page.getByRole('button', { name: '碎花连衣裙' }).click()
    await tab('sizes').click()
    await panel().locator('input[name=measures]').fill('身高cm')
    await panel().getByRole('button', { name: owner.word('product.addRow') }).click()
    await panel().locator('input[name=sizes-0-size]').fill('S')
    await panel().locator('input[name=sizes-0-m0]').fill('150-158')
    await panel().getByRole('button', { name: owner.word('common.save') }).click()
    await panel().getByText(owner.word('common.saved')).waitFor()
    await tab('versions').click()
    await panel().getByText(owner.word('product.changed.size_table')).waitFor()
    await panel().getByRole('button', { name: owner.word('product.version.undoOf', { n: 1 }) }).click()
    await panel().getByRole('button', { name: owner.word('product.version.undoOf', { n: 2 }) }).waitFor()
    await tab('sizes').click()
    expect(await panel().locator('input[name=measures]').inputValue()).toBe('')
    await owner.page.keyboard.press('Escape')
  })

  it('get their trade, days by province and what is like them, and every change can be read', async () => {
    await owner.page.getByRole('button', { name: '碎花连衣裙' }).click()
    const save = () => panel().getByRole('button', { name: owner.word('common.save') }).click()
    await tab('provinces').click()
    await panel().getByRole('button', { name: owner.word('product.addRow') }).click()
    await panel().locator('input[name=provinces-0-province]').fill('火星')
    await panel().locator('input[name=provinces-0-days]').fill('5-8')
    await save()
    await panel().getByRole('alert').waitFor()
    await panel().locator('input[name=provinces-0-province]').fill('新疆维吾尔自治区')
    await save()
    await panel().getByText(owner.word('common.saved')).waitFor()
    await tab('more').click()
    await panel().locator('select[name=trade]').selectOption('clothing')
    await panel().locator('textarea[name=similar]').fill('D2')
    await save()
    await panel().getByText(owner.word('common.saved')).waitFor()
    await tab('versions').click()
    await panel().getByText('新疆 5–8').waitFor()
    await panel().getByText(owner.word('trade.clothing'), { exact: false }).first().waitFor()
    await panel().getByText(owner.word('product.changed.similar')).waitFor()
    // The list that anybody else reads has it too, in the short form.
    await owner.page.keyboard.press('Escape')
    await owner.page.reload()
    await owner.page.getByRole('button', { name: '碎花连衣裙' }).click()
    await tab('provinces').click()
    expect(await panel().locator('input[name=provinces-0-province]').inputValue()).toBe('新疆')
    expect(await panel().locator('input[name=provinces-0-days]').inputValue()).toBe('5-8')
    await tab('more').click()
    expect(await panel().locator('select[name=trade]').inputValue()).toBe('clothing')
    await owner.page.keyboard.press('Escape')
  })

  it('are found by the initials of their sounds beside a talk, and answer the buyer', async () => {
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('那条碎花的会透吗')
    await agent.go('/desk')
    await agent.openTalk('那条碎花的会透吗')
    await agent.page.keyboard.press('Alt+3')
    const side = agent.page.getByRole('tabpanel')
    await side.getByRole('searchbox').fill('lyq')
    await side.getByText('碎花连衣裙').waitFor()
    await side.getByRole('button', { name: '浅色会透一点' }).click()
    await until('the answer stands in the draft', async () => (await agent.box.inputValue()).startsWith('浅色会透一点'))
    await agent.box.press('Enter')
    await buyer.sees('里面搭肤色打底就好')
  })
})
