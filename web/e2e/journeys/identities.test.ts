// One person by two names: found by her order's number, merged after a look at what comes together, and split again.
import { describe, expect, it } from 'vitest'
import { OrderHook } from '../src/orders'
import { stage } from '../src/stage'
import { until } from '../src/until'

const set = stage()

describe('a visitor who has ordered under another name', () => {
  it('is merged with the buyer of the order, keeps her talk, and is split off as she was', async () => {
    const shop = await set.shop()
    const hook = await OrderHook.of(set.owner, shop.id)
    await hook.post('created', {
      number: 'S-20990', buyer: { id: 'u-9', name: '小鹿妈妈' }, title: '羊毛混纺大衣', total: '399.00', createdAt: Date.now() - 60_000,
    })
    const agent = await set.agent(shop.agent)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('我那件大衣还没付，能改地址吗')
    await agent.openTalk('我那件大衣还没付')
    await agent.write('可以的呢，您报一下订单号')

    const panel = agent.page.locator('aside.panel')
    await panel.getByRole('button', { name: agent.word('identity.merge') }).click()
    await panel.getByRole('searchbox', { name: agent.word('identity.find') }).fill('S-20990')
    await panel.getByRole('button', { name: '小鹿妈妈' }).click()
    const preview = panel.getByRole('table')
    await preview.getByRole('row', { name: agent.word('identity.orders') }).waitFor()
    expect(await preview.getByRole('row', { name: agent.word('identity.orders') }).getByRole('cell').allTextContents()).toEqual(['0', '1'])
    await panel.getByRole('button', { name: agent.word('identity.doMerge') }).click()
    await panel.getByText('羊毛混纺大衣').first().waitFor()
    await agent.row('您报一下订单号').waitFor()

    await panel.getByRole('button', { name: agent.word('identity.splitOf', { name: '小鹿妈妈' }) }).click()
    await agent.page.locator('.el-popconfirm').getByRole('button', { name: agent.word('identity.split') }).click()
    await until('the order is the other buyer\'s alone', async () => (await panel.getByText('羊毛混纺大衣').count()) === 0)
    expect((await buyer.texts()).join()).not.toContain('小鹿妈妈')
  })
})
