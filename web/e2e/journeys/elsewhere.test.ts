// Talks from elsewhere: a buyer of another platform, the reference bridge, and an agent who sees no difference. The
// bridge is held to the conformance of docs/channel-api.md against the real program.
import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desk } from '../src/desk'
import { Platform, ReferenceBridge } from '../src/platform'
import { PASSWORD } from '../src/server'
import { stage } from '../src/stage'
import { until } from '../src/until'

const set = stage()
let platform: Platform
const bridges: ReferenceBridge[] = []

interface Place { shop: { id: string; agent: string }; secret: string; bridge: ReferenceBridge; desk: Desk }

async function place(): Promise<Place> {
  const shop = await set.shop('taobao')
  const { secret } = await set.owner.call<{ secret: string }>('POST', `shops/${shop.id}/settings/secrets/channel`, {})
  const bridge = await ReferenceBridge.start({ jinpai: set.server.origin, shop: shop.id, secret, platform: platform.url })
  bridges.push(bridge)
  return { shop, secret, bridge, desk: await Desk.signIn(set.server.origin, shop.agent, PASSWORD) }
}

beforeAll(async () => { platform = await Platform.start() })
afterAll(async () => {
  for (const bridge of bridges) await bridge.stop()
  await platform?.stop()
})

const buyer = { channel: 'taobao', id: 'tb_xiaolu', name: 'tb小鹿' }
const said = (id: string, text: string, more: object = {}) =>
  ({ type: 'message', buyer, id, text, at: new Date().toISOString(), ...more })

async function talkOf(desk: Desk, shop: string, count: number) {
  return until(`${count} messages of hers are there`, async () => {
    const [talk] = await desk.talks(shop)
    if (!talk) return null
    const lines = await desk.said(shop, talk.id)
    return lines.filter((one) => one.from === 'buyer').length >= count ? { talk, lines } : null
  })
}

const reply = (desk: Desk, shop: string, talk: string, ref: string, text: string) =>
  desk.call<{ message: { seq: number } }>('POST', `shops/${shop}/conversations/${talk}/messages`, { client_ref: ref, text })

describe('a talk through the channel API and its bridge', () => {
  it('goes both ways, with marks, and a failure is seen and mended by hand', async () => {
    const { shop, bridge } = await place()
    const agent = await set.agent(shop.agent)
    await bridge.tell(said('a1', '这款有货吗'))
    await agent.openTalk('这款有货吗')
    expect(await agent.row('这款有货吗').textContent()).toContain(agent.word('buyer.channel.taobao'))
    await bridge.tell({ type: 'typing', buyer, on: true })
    await agent.page.locator('.typing').first().waitFor()

    await agent.write('有的，今天拍今天发')
    const heard = await platform.hears('有的，今天拍今天发')
    expect(heard.to).toBe('tb_xiaolu')
    await agent.markBecomes('delivered')
    const [talk] = await set.owner.talks(shop.id)
    const seq = (await set.owner.said(shop.id, talk!.id)).at(-1)!.seq
    await bridge.tell({ type: 'read', buyer, message: seq })
    await agent.markBecomes('read')

    platform.answers.push({ status: 400, text: '对方已退出会话' })
    await agent.write('还需要看看别的颜色吗')
    const sign = agent.page.locator('.undelivered')
    await sign.filter({ hasText: '对方已退出会话' }).waitFor()
    await sign.getByRole('button', { name: agent.word('desk.deliverAgain') }).click()
    await platform.hears('还需要看看别的颜色吗')
    await sign.waitFor({ state: 'detached' })
    await agent.markBecomes('delivered')
  })

  it('loses, doubles and reorders nothing, whatever is repeated, late, out of order or killed', async () => {
    const { shop, bridge, desk } = await place()
    const before = platform.said.length
    // Repeated by the platform; and one that overtakes the one before it.
    await bridge.tell(said('b1', '第一句'))
    await bridge.tell(said('b1', '第一句'))
    await bridge.tell(said('b3', '第三句', { prev: 'b2' }))
    await bridge.tell(said('b2', '第二句', { prev: 'b1' }))
    const { talk } = await talkOf(desk, shop.id, 3)
    await reply(desk, shop.id, talk.id, 'r1', '回一')
    await platform.hears('回一')

    // The server dies in mid-talk: what is told meanwhile waits at the bridge.
    await set.server.kill()
    await bridge.tell(said('b4', '第四句', { prev: 'b3' }))
    await bridge.tell(said('b5', '第五句', { prev: 'b4' }))
    await set.server.up()
    await talkOf(desk, shop.id, 5)

    // The bridge dies: what is answered meanwhile waits at the server, and what it was told is on its disk.
    await bridge.tell(said('b6', '第六句', { prev: 'b5', at: new Date(Date.now() - 3 * 3_600_000).toISOString() }))
    await bridge.kill()
    await reply(desk, shop.id, talk.id, 'r2', '回二')
    await reply(desk, shop.id, talk.id, 'r3', '回三')
    await bridge.up()
    await platform.hears('回三')
    // The platform is away for a while.
    platform.answers.push({ status: 503, text: '' }, { status: 503, text: '' })
    await reply(desk, shop.id, talk.id, 'r4', '回四')
    await reply(desk, shop.id, talk.id, 'r5', '回五')
    await platform.hears('回五')

    const { lines } = await talkOf(desk, shop.id, 6)
    expect(lines.filter((one) => one.from === 'buyer').map((one) => one.text))
      .toEqual(['第一句', '第二句', '第三句', '第四句', '第五句', '第六句'])
    expect(platform.texts().slice(before)).toEqual(['回一', '回二', '回三', '回四', '回五'])
    expect((await desk.talks(shop.id)).length).toBe(1)
  })

  it('believes nobody without the secret, and takes the same delivery once', async () => {
    const { shop, secret, bridge, desk } = await place()
    const address = `${set.server.origin}/hooks/v1/channel/${shop.id}`
    const post = async (key: string, delivery: string, body: string, timestamp = Math.floor(Date.now() / 1000)) => {
      const signature = `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`
      const headers = {
        'content-type': 'application/json', 'jinpai-timestamp': String(timestamp), 'jinpai-delivery': delivery, 'jinpai-signature': signature,
      }
      const response = await fetch(address, { method: 'POST', headers, body })
      const answer = (await response.json()) as { code?: string; results?: unknown }
      return { status: response.status, code: answer.code, results: answer.results }
    }
    const body = JSON.stringify({ events: [said('c1', '在吗')] })
    const delivery = randomUUID()
    expect(await post('guess', delivery, body)).toMatchObject({ status: 401, code: 'bad-signature' })
    expect(await post(secret, delivery, body, Math.floor(Date.now() / 1000) - 301)).toMatchObject({ status: 401, code: 'stale-timestamp' })
    const first = await post(secret, delivery, body)
    expect(first).toMatchObject({ status: 200, results: [{ result: 'new' }] })
    expect(await post(secret, delivery, body)).toEqual(first)
    expect(await post(secret, delivery, body.replace('在吗', '不在'))).toMatchObject({ status: 409, code: 'replayed-delivery' })
    expect(await post(secret, randomUUID(), body.replace('在吗', '不在'))).toMatchObject({ status: 409, code: 'id-used-before' })
    // What will never be taken holds nothing up.
    await bridge.tell({ type: 'dance' })
    await bridge.tell(said('c2', '有人吗'))
    const { lines } = await talkOf(desk, shop.id, 2)
    expect(lines.map((one) => one.text)).toEqual(['在吗', '有人吗'])
    expect(bridge.output()).toContain('dance')
  })
})
