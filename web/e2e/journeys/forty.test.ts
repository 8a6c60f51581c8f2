// Forty buyers at once and one agent with a keyboard: whoever has waited longest is next, and everybody is answered
// once, with words that were meant for her.
import { describe, expect, it } from 'vitest'
import { Channel } from '../src/channel'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Workbench } from '../src/workbench'

const set = stage()
const BUYERS = 40

const names = (agent: Workbench) => agent.page.locator('aside.list .row .name .text').allTextContents()

describe('forty conversations at once', () => {
  it('stand in the order of their waits, and are all answered by keys alone', async () => {
    const shop = await set.shop('taobao')
    const channel = await Channel.of(set.owner, shop.id)
    const agent = await set.agent(shop.agent)
    const now = Date.now()
    const waits = Array.from({ length: BUYERS }, (_, i) => ({
      id: `tb_${i}`, name: `买家${String(i + 1).padStart(2, '0')}`, text: `第 ${i + 1} 位想问有没有货`, at: now - (BUYERS - i) * 10_000,
    }))
    // They come in no order: the list has to find it.
    const shuffled = waits.map((one, i) => waits[(i * 17) % BUYERS] ?? one)
    await channel.tell(shuffled)
    const count = (waiting: number, all: number) => agent.page.getByText(agent.word('desk.count', { waiting, all }), { exact: true })
    await count(BUYERS, BUYERS).waitFor()
    await until('all of them are hers', async () => {
      const talks = (await set.owner.talks(shop.id)) as unknown as { owner: object | null }[]
      return talks.length === BUYERS && talks.every((one) => one.owner)
    })
    const order = waits.map((one) => one.name)
    const shown = await names(agent)
    expect(shown.length).toBeGreaterThan(8)
    expect(shown).toEqual(order.slice(0, shown.length))

    const answered: string[] = []
    const answerNext = async () => {
      const before = await agent.page.locator('.talk h1').textContent({ timeout: 100 }).catch(() => '')
      await agent.page.keyboard.press('Alt+n')
      const name = await until('the next talk is open', async () => {
        const opened = await agent.page.locator('.talk h1').textContent({ timeout: 100 }).catch(() => '')
        return opened !== before ? opened : ''
      })
      await until('the caret is in the composer', () => agent.page.evaluate(() => document.activeElement?.localName === 'textarea'))
      await agent.page.keyboard.insertText(`${name}您好，这款有货的哦😊`)
      await agent.page.keyboard.press('Enter')
      answered.push(name)
    }

    for (let i = 0; i < 12; i++) await answerNext()
    // One of the answered asks again, and somebody new comes: both stand behind those who wait already.
    await channel.tell([{ ...waits[4]!, text: '那能便宜点吗', at: Date.now() }])
    await channel.tell([{ id: 'tb_new', name: '买家41', text: '还有人在吗', at: Date.now() }])
    await count(BUYERS - 12 + 2, BUYERS + 1).waitFor()
    while (answered.length < BUYERS + 2) await answerNext()
    await count(0, BUYERS + 1).waitFor()
    expect(answered).toEqual([...order, '买家05', '买家41'])
    expect(await agent.page.title()).not.toMatch(/^\(/)

    const talks = await set.owner.talks(shop.id)
    const replies = await Promise.all(talks.map(async (talk) => {
      const said = (await set.owner.said(shop.id, talk.id)).filter((one) => one.from === 'agent').map((one) => one.text)
      return { name: talk.buyer.name, said }
    }))
    for (const { name, said } of replies) {
      expect(said, name).toEqual(Array(name === '买家05' ? 2 : 1).fill(`${name}您好，这款有货的哦😊`))
    }
  })
})
