// Several people at one desk: buyers are given out, handed on with a word, taken over; what was wrong is taken back.
import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../src/server'
import { stage } from '../src/stage'
import { until } from '../src/until'

const set = stage()

async function withTwo() {
  const shop = await set.shop()
  const other = `${shop.agent}b`
  await set.owner.hire(shop.id, other, '小满', 'agent', PASSWORD)
  return { shop, other }
}

describe('a team', () => {
  // First, while the owner has no page open: she would be given the buyer.
  it('tells a buyer her place while all are on hold, and gives her to who comes back', async () => {
    const { shop } = await withTwo()
    const agent = await set.agent(shop.agent)
    await agent.page.getByRole('button', { name: agent.word('nav.me', { name: '云云' }) }).click()
    await agent.page.getByRole('radio', { name: agent.word('duty.busy') }).click()
    await agent.page.keyboard.press('Escape')
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('有人吗')
    await buyer.frame.getByText('排队第 1 位').waitFor()
    await agent.row('有人吗').getByText(agent.word('desk.queued')).waitFor()
    await agent.page.getByRole('button', { name: agent.word('nav.me', { name: '云云' }) }).click()
    await agent.page.getByRole('radio', { name: agent.word('duty.online') }).click()
    await until('nobody queues any more', async () => (await agent.row('有人吗').getByText(agent.word('desk.queued')).count()) === 0)
    await until('she is told', async () => (await buyer.frame.getByText('排队第 1 位').count()) === 0)
  })

  it('gives a waiting buyer to who is there, and hands her on with a word that she never sees', async () => {
    const { shop, other } = await withTwo()
    const first = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('能补发一件吗')
    await first.openTalk('能补发一件吗')
    await first.write('可以的呢，我请同事帮您安排补发')
    const second = await set.agent(other)
    await second.row('我请同事帮您安排补发').waitFor()

    await first.box.press('Alt+t')
    const menu = first.page.getByRole('region', { name: first.word('desk.transfer') })
    await menu.locator('[role=option][aria-disabled=false]', { hasText: '小满' }).waitFor()
    await first.page.keyboard.insertText('小满')
    await first.page.keyboard.press('Enter')
    await first.page.keyboard.insertText('已答应补发，等她的地址')
    await first.page.keyboard.press('Enter')
    await first.page.getByText(first.word('desk.line.transferred', { by: '我', to: '小满' })).waitFor()
    await first.page.getByText(first.word('desk.ownedBy', { name: '小满' })).waitFor()

    await second.openTalk('我请同事帮您安排补发')
    await second.page.getByText('已答应补发，等她的地址').waitFor()
    await second.write('您好，我是小满，麻烦发一下收货地址哦')
    await buyer.sees('我是小满')
    expect((await buyer.texts()).join()).not.toContain('等她的地址')
  })

  it('keeps groups, hands a talk to one, has it wait for who comes, and takes it back', async () => {
    const { shop, other } = await withTwo()
    const owner = await set.ownerAt(shop.id)
    await owner.go('/settings')
    await owner.page.getByRole('textbox', { name: owner.word('group.name') }).fill('售后')
    await owner.page.getByRole('button', { name: owner.word('group.add') }).click()
    await owner.page.getByRole('button', { name: owner.word('group.membersOf', { name: '售后' }) }).click()
    await owner.page.getByRole('checkbox', { name: '小满' }).check()
    await until('she is in it', async () => {
      const { items } = await set.owner.call<{ items: { members: string[] }[] }>('GET', `shops/${shop.id}/groups`)
      return items[0]?.members.length === 1
    })
    await owner.page.close()

    const first = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('穿着小了，想退')
    await first.openTalk('穿着小了，想退')
    const hand = async () => {
      await first.box.press('Alt+t')
      const menu = first.page.getByRole('region', { name: first.word('desk.transfer') })
      await menu.locator('[role=option][aria-disabled=false]', { hasText: '售后' }).waitFor()
      await first.page.keyboard.insertText('售后')
      await first.page.keyboard.press('Enter')
      await first.page.keyboard.insertText('七天内，可以退')
      await first.page.keyboard.press('Enter')
    }
    await hand()
    await first.row('穿着小了').getByText(first.word('desk.queuedFor', { group: '售后' })).waitFor()
    await first.box.press('Alt+u')
    await first.page.getByText(first.word('desk.line.takenBack', { by: '我' })).waitFor()
    await hand()
    const second = await set.agent(other)
    await second.openTalk('穿着小了，想退')
    await second.page.getByText('七天内，可以退').last().waitFor()
    await first.page.getByText(first.word('desk.ownedBy', { name: '小满' })).waitFor()
    await second.write('您好，退货地址这就发您')
    await buyer.sees('退货地址这就发您')
  })

  it('lets the owner look on unseen, leave a note, and take over', async () => {
    const { shop } = await withTwo()
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('我要投诉你们')
    await agent.row('我要投诉你们').waitFor()
    const owner = await set.ownerAt(shop.id)
    await owner.row('我要投诉你们').click()
    await owner.page.getByText(owner.word('desk.ownedBy', { name: '云云' })).waitFor()

    await owner.box.press('Alt+o')
    await owner.write('先道歉，再问订单号')
    await agent.openTalk('我要投诉你们')
    await agent.page.getByText('先道歉，再问订单号').waitFor()
    await agent.box.pressSequentially('实在抱歉')
    await owner.page.getByText(owner.word('desk.colleagueTyping', { name: '云云' })).waitFor()

    await owner.page.getByRole('button', { name: owner.word('desk.takeOver') }).click()
    await agent.page.getByText(agent.word('desk.ownedBy', { name: '店主' })).waitFor()
    await owner.write('实在抱歉让您受委屈了，我是店主，马上帮您处理')
    await buyer.sees('我是店主')
    expect((await buyer.texts()).join()).not.toContain('先道歉')
  })
})

describe('a message', () => {
  it('is taken back within two minutes, and written better', async () => {
    const shop = await set.shop()
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('多少钱')
    await agent.openTalk('多少钱')
    await agent.write('这件是 1999 元呢')
    await buyer.sees('1999')
    const bubble = agent.page.locator('.message.out', { hasText: '1999' })
    await bubble.hover()
    await bubble.getByRole('button', { name: agent.word('desk.recall') }).click()
    await buyer.frame.getByText('撤回了一条消息').waitFor()
    expect((await buyer.texts()).join()).not.toContain('1999')
    await agent.page.getByRole('button', { name: agent.word('desk.writeAgain') }).click()
    expect(await agent.box.inputValue()).toBe('这件是 1999 元呢')
    await agent.write('这件是 199 元呢')
    await buyer.sees('199 元')
    await buyer.page.reload()
    await buyer.sees('199 元')
    expect((await buyer.texts()).join()).not.toContain('1999')
  })

  it('waits for its moment, is shown until then, and can be taken back into the draft', async () => {
    const shop = await set.shop()
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('到货了告诉我一声')
    await agent.openTalk('到货了告诉我一声')
    await agent.box.fill('您要的 L 码到货了，给您留了一件哦')
    await agent.box.press('Alt+l')
    await agent.page.getByRole('group', { name: agent.word('later.title') }).getByRole('button').first().click()
    const line = agent.page.locator('.later', { hasText: '给您留了一件哦' })
    await line.waitFor()
    expect(await agent.box.inputValue()).toBe('')
    await agent.page.reload()
    await line.getByRole('button', { name: agent.word('later.edit') }).click()
    await line.waitFor({ state: 'detached' })
    expect(await agent.box.inputValue()).toBe('您要的 L 码到货了，给您留了一件哦')

    const talk = (await set.owner.talks(shop.id))[0]!
    const { now_at } = await set.owner.call<{ now_at: number }>('GET', 'session')
    const body = { client_ref: 'soon', text: '到货啦，这就给您备好', due_at: now_at + 2_000 }
    await set.owner.call('POST', `shops/${shop.id}/conversations/${talk.id}/later`, body)
    await buyer.sees('到货啦，这就给您备好')
  })
})

describe('what was said', () => {
  it('is found by two characters, in whatever script, and opened with one key', async () => {
    const shop = await set.shop()
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('發票抬頭寫我們公司')
    await agent.row('發票抬頭').waitFor()
    await until('the index has it', async () => {
      const asked = `shops/${shop.id}/messages?q=${encodeURIComponent('抬头')}`
      return (await set.owner.call<{ items: unknown[] }>('GET', asked)).items.length > 0
    })
    await agent.page.keyboard.press('Control+k')
    await agent.page.keyboard.insertText('抬头')
    const hit = agent.page.getByRole('option').filter({ hasText: '發票抬頭' })
    await hit.waitFor()
    await agent.page.keyboard.press('Enter')
    await agent.page.locator('.pointed', { hasText: '發票抬頭' }).waitFor()
  })
})
