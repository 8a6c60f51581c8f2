// What the desk says beside a talk: bargaining from the first ask to a price a lead has granted and the ledger that keeps
// it; what is sold out turned into something that is there; a buyer known by what she bought; a type that an agent corrects.
import { describe, expect, it } from 'vitest'
import { OrderHook } from '../src/orders'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Workbench } from '../src/workbench'

const set = stage()
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const LADDER = { explain: true, compare: false, kindness: null, coupon: null, floor: true }
const COAT = {
  sku: 'CT-105', title: '双面呢大衣 中长款', price_fen: 89_900, stock: 15, material: '羊毛 90% 聚酰胺 10%',
  guarantees: ['7天无理由退换'],
  knowledge: {
    category: '大衣', floor_fen: 83_900, strengths: ['双面呢手工缝边，没有里衬也不磨'], flaws: ['浅色容易沾灰'],
    variants: [
      { code: 'CT-105-1', options: [{ name: '颜色', value: '黑色' }], price_fen: null, stock: 0 },
      { code: 'CT-105-2', options: [{ name: '颜色', value: '米白' }], price_fen: null, stock: 15 },
    ],
  },
}

async function shopWithCoat(): Promise<{ id: string; url: string; agent: string; coat: string }> {
  const shop = await set.shop()
  await set.owner.call('PUT', `shops/${shop.id}/settings/playbook`, { on: true, unpaid_buyers: 'remind', ladder: LADDER })
  const coat = await set.owner.call<{ id: string }>('POST', `shops/${shop.id}/products`, COAT)
  return { ...shop, coat: coat.id }
}

const card = (desk: Workbench, technique: string) =>
  desk.page.locator('.panel .card', { hasText: desk.word(`advice.technique.${technique}`) })

/** The first step goes into the draft by its key, and from there to the buyer. */
async function takeFirst(desk: Workbench, technique: string): Promise<string> {
  await card(desk, technique).first().locator('.take').waitFor()
  await desk.box.press('Alt+Shift+Digit1')
  const line = await until('the step stands in the draft', async () => (await desk.box.inputValue()) || null)
  await desk.box.press('Enter')
  await until('the draft went off', async () => (await desk.box.inputValue()) === '')
  return line
}

describe('the next step', () => {
  it('leads from the first ask for less to a price a lead has granted, and the ledger keeps it', async () => {
    const shop = await shopWithCoat()
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('双面呢大衣 中长款 能便宜点吗')
    await agent.openTalk('能便宜点吗')
    await agent.box.press('Alt+5')
    const worth = await takeFirst(agent, 'explain-price')
    expect(worth).toContain('手工缝边')
    await buyer.sees('手工缝边')

    await buyer.write('还是有点贵，再少点吧')
    const asked = card(agent, 'floor-price')
    await asked.getByRole('textbox', { name: agent.word('advice.concession.ask') }).fill('800')
    await asked.getByRole('textbox', { name: agent.word('advice.concession.ask') }).press('Enter')
    // Under the floor nobody may ask; what the floor is stays untold.
    await asked.getByRole('alert').waitFor()
    expect(await asked.getByRole('alert').textContent()).not.toContain('839')
    await asked.getByRole('textbox', { name: agent.word('advice.concession.ask') }).fill('850')
    await asked.getByRole('textbox', { name: agent.word('advice.concession.ask') }).press('Enter')
    await asked.getByText(agent.word('advice.concession.state.asked')).waitFor()

    const lead = await set.ownerAt(shop.id)
    await lead.page.getByText(lead.word('advice.waiting', { n: 1 })).click()
    await lead.page.getByText(lead.word('playbook.ledger.floor', { floor: '¥839.00' })).waitFor()
    await lead.page.getByRole('button', { name: lead.word('playbook.ledger.approve') }).click()
    const granted = await takeFirst(agent, 'floor-price')
    expect(granted).toContain('850')
    await buyer.sees('850')

    await until('the ledger has its cost', async () => {
      const { figures } = await set.owner.call<{ figures: { waiting: number; cost_fen: number } }>('GET', `shops/${shop.id}/concessions`)
      return figures.waiting === 0 && figures.cost_fen === 4_900
    })
    await buyer.page.close()
    await lead.page.close()
  })

  it('offers what is there for what is sold out', async () => {
    const shop = await shopWithCoat()
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('双面呢大衣 中长款 有黑色吗')
    await agent.openTalk('有黑色吗')
    await agent.box.press('Alt+5')
    const line = await takeFirst(agent, 'true-alternative')
    expect(line).toContain('米白')
    await buyer.sees('米白')
    await buyer.page.close()
  })

  it('turns what is sold out into another product, its card, an order and the card of that', async () => {
    const shop = await shopWithCoat()
    const hook = await OrderHook.of(set.owner, shop.id)
    const [sold, there] = [
      { sku: 'DR-310', title: '法式碎花连衣裙 V领 收腰', stock: 0, price_fen: 25_900 },
      { sku: 'DR-288', title: '小雏菊连衣裙 方领', stock: 9, price_fen: 23_900 },
    ].map((one) => ({ ...one, knowledge: { category: '连衣裙' } }))
    for (const one of [sold, there]) await set.owner.call('POST', `shops/${shop.id}/products`, one)
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    const visitor = await buyer.visitor()
    // She does not call it by its name.
    await buyer.write('那条碎花裙还有货吗')
    await agent.openTalk('还有货吗')
    await agent.box.press('Alt+5')
    const line = await takeFirst(agent, 'true-alternative')
    expect(line).toContain('小雏菊连衣裙')
    await agent.page.getByRole('button', { name: agent.word('desk.sendCardOf', { title: there!.title }) }).first().click()
    await buyer.sees(there!.title)
    await until('its card is not offered again', async () =>
      (await agent.page.locator('.panel .goods', { hasText: there!.title }).count()) === 0)

    await buyer.write('好的就要这条，拍了')
    const createdAt = await set.owner.now()
    await hook.post('created', { number: '8802', visitor, title: there!.title, total: '239.00', createdAt })
    await agent.box.press('Alt+2')
    await agent.page.getByRole('button', { name: `${agent.word('desk.sendOrderCard')} 8802` }).click()
    await buyer.sees('8802')
    await buyer.page.close()
  })

  it('knows a buyer by what she bought, and listens to whoever corrects her type', async () => {
    const shop = await shopWithCoat()
    const hook = await OrderHook.of(set.owner, shop.id)
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    const visitor = await buyer.visitor()
    const bought = (await set.owner.now()) - 40 * DAY
    await hook.post('created', { number: '7731', visitor, title: '羊毛针织衫 圆领', total: '199.00', createdAt: bought })
    await hook.post('paid', { number: '7731', visitor, title: '羊毛针织衫 圆领', total: '199.00', createdAt: bought, paidAt: bought + MINUTE })
    await buyer.write('在吗')
    await agent.openTalk('在吗')
    await card(agent, 'remembered').first().getByText('羊毛针织衫').first().waitFor()

    const price = agent.page.locator('.axis', { hasText: agent.word('advice.axis.price') })
    await price.getByText(agent.word('advice.type.unknown')).waitFor()
    await price.click()
    await agent.page.getByRole('button', { name: agent.word('advice.trait.generous'), exact: true }).click()
    await price.getByText(agent.word('advice.type.corrected')).waitFor()
    const behaviour = agent.page.locator('.axis', { hasText: agent.word('advice.axis.behaviour') })
    await buyer.write('那我再考虑考虑吧')
    await behaviour.click()
    await agent.page.getByRole('button', { name: agent.word('advice.trait.buys-and-goes'), exact: true }).click()
    await until('nobody hurries her', async () => (await card(agent, 'low-stock').count()) === 0)
    await buyer.page.close()
  })
})
