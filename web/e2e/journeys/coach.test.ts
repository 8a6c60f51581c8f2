// The coach looks over the agent's shoulder while she types.
import { beforeAll, describe, expect, it } from 'vitest'
import { stage } from '../src/stage'
import { until } from '../src/until'
import type { Widget } from '../src/widget'
import type { Workbench } from '../src/workbench'

/** The promise is 50 ms; a busy build machine gets some room. */
const BOUND_MS = 150
const ROUNDS = 21

const set = stage()

describe('the coach', () => {
  let agent: Workbench
  let buyer: Widget
  let shop: { id: string; url: string; agent: string }

  beforeAll(async () => {
    shop = await set.shop('taobao')
    buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('明天能到吗')
    agent = await set.agent(shop.agent)
    await agent.openTalk('明天能到吗')
  })

  it('underlines a promise nobody can keep, says why, and Tab takes its wording', async () => {
    await agent.box.fill('')
    await agent.box.pressSequentially('亲，肯定明天到的')
    await agent.underlines('肯定')
    const finding = agent.page.locator('.finding').first()
    await finding.waitFor()
    const offered = ((await finding.locator('.fix').textContent()) ?? '').trim()
    expect(offered).not.toBe('')
    await agent.box.press('Tab')
    const taken = await agent.box.inputValue()
    expect(taken).toContain(offered)
    expect(taken).not.toContain('肯定明天到')
    await until('the mended draft is quiet', async () => (await agent.underlined()).every((one) => !one.text.includes('肯定')))
    await agent.box.press('Enter')
    await buyer.sees(taken.trim())
  })

  it('stays quiet about words that only look alike', async () => {
    await agent.box.fill('肯定明天到')
    await agent.underlines('肯定')
    for (const fine of ['这个不能保证哦', '为保证您的账户安全，请别告诉别人']) {
      await agent.box.fill(fine)
      await until(`「${fine}」 is quiet`, async () => (await agent.underlined()).length === 0)
      // What comes back late must not underline either: the answer to a later draft settles it.
      await agent.box.fill(`${fine}，肯定明天到`)
      await agent.underlines('肯定明天到')
      expect((await agent.underlined()).map((one) => one.text).join('')).not.toContain('保证')
    }
  })

  it('refuses to send a way off the platform, and nothing reaches the buyer', async () => {
    const before = await buyer.texts()
    await agent.box.fill('亲，加微信聊吧')
    expect(await agent.underlines('加微信')).toBe('block')
    await agent.box.press('Enter')
    await agent.page.getByText(agent.word('composer.blocked')).waitFor()
    expect(await agent.box.inputValue()).toBe('亲，加微信聊吧')
    await agent.write('亲，在这里聊就好哦')
    await buyer.sees('亲，在这里聊就好哦')
    await buyer.reads([...before, '亲，在这里聊就好哦'])
  })

  it('sends nothing while an input method is composing, in the workbench or the widget', async () => {
    const sides = [
      { page: agent.page, box: agent.box },
      { page: buyer.page, box: buyer.box },
    ]
    const talk = (await set.owner.talks(shop.id))[0]!
    const before = (await set.owner.said(shop.id, talk.id)).length
    for (const { page, box } of sides) {
      await box.fill('')
      await box.focus()
      const keys = await page.context().newCDPSession(page)
      await keys.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 })
      // The Enter that takes the word: Chromium marks it with code 229 while composing.
      await box.dispatchEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true })
      await box.dispatchEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: 13, isComposing: true, bubbles: true, cancelable: true })
      await keys.send('Input.insertText', { text: '你好' })
      expect(await box.inputValue()).toBe('你好')
      await keys.detach()
    }
    expect(await set.owner.said(shop.id, talk.id)).toHaveLength(before)
    await agent.box.press('Enter')
    await buyer.sees('你好')
    await buyer.box.press('Enter')
    await until('both words arrived', async () => (await set.owner.said(shop.id, talk.id)).length === before + 2)
  })

  it('has its finding on screen soon after the last key', async () => {
    const took: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      await agent.box.fill('')
      await until('an empty draft', async () => (await agent.underlined()).length === 0)
      took.push(await lastKeyToUnderline(agent))
    }
    took.sort((a, b) => a - b)
    const median = took[Math.floor(took.length / 2)] ?? Infinity
    console.log(`finding on screen after the last key: median ${median.toFixed(1)} ms, worst ${took.at(-1)?.toFixed(1)} ms of ${ROUNDS}`)
    expect(median).toBeLessThanOrEqual(BOUND_MS)
  })
})

/** Milliseconds from the input event of the last key to the frame in which the underline is painted. */
async function lastKeyToUnderline(agent: Workbench): Promise<number> {
  await agent.box.focus()
  // The watch stands before the key is pressed.
  await agent.page.evaluate(() => {
    const box = document.querySelector('footer.composer textarea') as HTMLTextAreaElement
    const mirror = document.querySelector('.mirror') as HTMLElement
    const watched = window as unknown as { took: Promise<number> }
    watched.took = new Promise((done) => {
      let at = 0
      box.addEventListener('input', () => (at = performance.now()), { once: true, capture: true })
      const seen = new MutationObserver(() => {
        if (at === 0 || !mirror.querySelector('.hint, .warn, .error, .block')) return
        seen.disconnect()
        requestAnimationFrame(() => done(performance.now() - at))
      })
      seen.observe(mirror, { subtree: true, childList: true, attributes: true })
    })
  })
  await agent.page.keyboard.insertText('肯定明天到')
  return agent.page.evaluate(() => (window as unknown as { took: Promise<number> }).took)
}
