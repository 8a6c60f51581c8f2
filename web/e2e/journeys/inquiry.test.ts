// From a talk that fell quiet to one word that helps her to decide: laid before the agent, taken away when
// she writes, or sent by the shop's policy.
import { beforeAll, describe, expect, it } from 'vitest'
import { OrderHook } from '../src/orders'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Widget } from '../src/widget'
import type { Workbench } from '../src/workbench'

// Two seconds are one minute: three quiet minutes are six seconds, and a draft lies for fourteen.
const set = stage({ clock: '2026-11-21T10:00:00+08:00@30x' })

let shop: { id: string; url: string; agent: string }
let agent: Workbench

beforeAll(async () => {
  shop = await set.shop('own-site')
  agent = await set.agent(shop.agent)
})

const draft = () => agent.page.getByRole('status', { name: agent.word('inquiry.title') })
const button = (key: string) => draft().getByRole('button', { name: agent.word(key) })

/** She asks, the agent answers, and nobody says a word after that. */
async function asked(question: string, answer: string): Promise<Widget> {
  const buyer = await set.buyer(shop.url)
  await buyer.open()
  await buyer.write(question)
  await agent.go('/desk')
  await agent.openTalk(question)
  await agent.write(answer)
  await buyer.sees(answer)
  return buyer
}

describe('a ready word', () => {
  it('lies before the agent once the talk is quiet, and goes out with one key', async () => {
    const buyer = await asked('这件大衣有现货吗', '有货的亲，今天拍今天发')
    await draft().waitFor()
    const words = (await draft().locator('blockquote').textContent()) ?? ''
    expect(words.length).toBeGreaterThan(10)
    await agent.box.press('Alt+Enter')
    await buyer.sees(words)
    await draft().waitFor({ state: 'hidden' })
    await agent.sees(words)
  })

  it('goes away as soon as she writes', async () => {
    const buyer = await asked('这条围巾有现货吗', '有货的亲，今天拍今天发')
    await draft().waitFor()
    await buyer.write('会起球吗')
    await draft().waitFor({ state: 'hidden' })
    await agent.sees('会起球吗')
  })

  it('is taken over into the composer, and the agent goes on in her own words', async () => {
    const buyer = await asked('这双靴子有现货吗', '有货的亲，今天拍今天发')
    await draft().waitFor()
    const words = (await draft().locator('blockquote').textContent()) ?? ''
    await button('inquiry.edit').click()
    await until('the words are in the composer', async () => (await agent.box.inputValue()) === words)
    await agent.write('靴子今天下单今天发，您穿多大码呀')
    await buyer.sees('靴子今天下单今天发，您穿多大码呀')
  })
})

describe('the policy', () => {
  it('sends by itself once a lead has said so, and says what it does in plain words', async () => {
    const owner = await set.ownerAt(shop.id)
    await owner.go('/reminders/policy/inquiry')
    const { page } = owner
    await page.getByRole('radio', { name: owner.word('policy.inquiry.send.automatic') }).check()
    await page.locator('input[name=note]').fill('自动发')
    await page.getByRole('button', { name: owner.word('policy.save'), exact: true }).click()
    const version = owner.word('policy.version.n', { n: 1 })
    await page.getByRole('button', { name: owner.word('policy.startN', { version }) }).click()
    await page.getByRole('button', { name: owner.word('policy.start'), exact: true }).click()
    await page.locator('.jp-pill.is-ok', { hasText: version }).waitFor()
    // Only a shop whose system tells us of orders is known to have none of hers.
    await OrderHook.of(set.owner, shop.id)
    const buyer = await asked('这顶帽子有现货吗', '有货的亲，今天拍今天发')
    await until('a third message is there', async () => (await buyer.texts()).length === 3)
  })
})
