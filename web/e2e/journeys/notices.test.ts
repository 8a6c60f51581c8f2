// An agent who looks elsewhere is told that a buyer writes: a chime, a notification, the number in the title. What
// leaves the page is put into a list here instead, so that it can be counted.
import type { BrowserContext } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { stage } from '../src/stage'
import { until } from '../src/until'
import { Workbench } from '../src/workbench'
import { PASSWORD } from '../src/server'

const set = stage()

interface Told {
  chimes: number
  asked: number
  popups: { title: string; body: string; tag: string; click(): void }[]
}

/** Somebody whose loudspeaker and desktop we watch. */
async function watched(): Promise<BrowserContext> {
  const context = await set.chromium.person()
  await context.addInitScript(() => {
    const told = { chimes: 0, asked: 0, popups: [] as object[] }
    Object.assign(window, { told })
    const start = OscillatorNode.prototype.start
    // A chime is two notes.
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      told.chimes += 0.5
      start.call(this, when)
    }
    class Recorded extends EventTarget {
      static get permission() {
        return localStorage.getItem('told.leave') ?? 'default'
      }
      static requestPermission() {
        told.asked += 1
        localStorage.setItem('told.leave', 'granted')
        return Promise.resolve('granted')
      }
      onclick: (() => void) | null = null
      onclose: (() => void) | null = null
      constructor(title: string, { body, tag }: NotificationOptions) {
        super()
        told.popups.push({ title, body, tag, click: () => this.onclick?.() })
      }
      close() {
        this.onclose?.()
      }
    }
    Object.assign(window, { Notification: Recorded })
  })
  return context
}

const told = <T>(at: Workbench, look: (told: Told) => T): Promise<T> =>
  at.page.evaluate(`(${look.toString()})(window.told)`) as Promise<T>

/** Every page thinks it has the focus while it is driven from outside; here only one has. */
async function focus(on: Workbench, ...off: Workbench[]): Promise<void> {
  for (const one of off) {
    await one.page.evaluate(() => {
      document.hasFocus = () => false
      window.dispatchEvent(new Event('blur'))
    })
  }
  await on.page.evaluate(() => {
    document.hasFocus = () => true
    window.dispatchEvent(new Event('focus'))
  })
}

const away = (at: Workbench) => at.page.evaluate(() => { document.hasFocus = () => false })

async function switchOn(agent: Workbench, name: string): Promise<void> {
  const which = agent.page.getByRole('switch', { name: agent.word(name) })
  await which.focus()
  await agent.page.keyboard.press('Space')
  await until(`${name} is on`, async () => (await which.getAttribute('aria-checked')) === 'true')
}

describe('an agent who looks elsewhere', () => {
  it('hears a chime, sees the number in the title, and neither for the talk before her eyes', async () => {
    const shop = await set.shop()
    const agent = await Workbench.signIn(await watched(), set.server.origin, { login: shop.agent, password: PASSWORD })
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('在吗')
    await until('a chime', () => told(agent, (one) => one.chimes === 1))
    await until('the number', async () => (await agent.page.title()).startsWith('(1) '))
    expect(await agent.page.locator('link[rel=icon]').getAttribute('href')).toBe('/favicon-waiting.svg')
    expect((await agent.page.request.get(`${set.server.origin}/favicon-waiting.svg`)).headers()['content-type']).toContain('svg')

    // The longest wait is one key away.
    await agent.page.keyboard.press('Alt+n')
    await agent.sees('在吗')
    await agent.write('在的亲，请讲')
    await until('nobody waits', async () => !(await agent.page.title()).startsWith('('))
    expect(await agent.page.locator('link[rel=icon]').getAttribute('href')).toBe('/favicon.svg')
    // Longer than two chimes are apart, so that silence means something.
    await agent.page.waitForTimeout(3_100)
    await buyer.write('这款有货吗')
    await agent.sees('这款有货吗')
    expect(await told(agent, (one) => one.chimes)).toBe(1)

    // The same talk, while she looks at something else: one sound for a burst.
    await away(agent)
    for (const text of ['还有货吗', '什么颜色', '能便宜吗']) await buyer.write(text)
    await agent.sees('能便宜吗')
    expect(await told(agent, (one) => ({ chimes: one.chimes, popups: one.popups.length }))).toEqual({ chimes: 2, popups: 0 })
  })

  it('gets notifications when she switched them on, without a word of the buyer until she allows it', async () => {
    const shop = await set.shop()
    const agent = await Workbench.signIn(await watched(), set.server.origin, { login: shop.agent, password: PASSWORD })
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await agent.go('/settings')
    expect(await told(agent, (one) => one.asked)).toBe(0)
    await switchOn(agent, 'notices.desktop')
    expect(await told(agent, (one) => one.asked)).toBe(1)
    await agent.page.getByRole('button', { name: agent.word('notices.tryDesktop') }).click()
    await agent.page.getByRole('button', { name: agent.word('notices.trySound') }).click()
    await until('both are tried', () => told(agent, (one) => one.popups.length === 1 && one.chimes === 1))

    await away(agent)
    await buyer.write('我的地址是幸福路 1 号')
    await until('told', () => told(agent, (one) => one.popups.length >= 2))
    const words = await told(agent, (one) => one.popups.map((popup) => popup.title + popup.body).join())
    expect(words).toContain(agent.word('notices.someone'))
    expect(words).not.toContain('幸福路')

    await agent.page.evaluate(() => { document.hasFocus = () => true })
    await switchOn(agent, 'notices.words')
    await agent.page.reload()
    await agent.page.getByRole('switch', { name: agent.word('notices.words') }).waitFor({ state: 'attached' })
    await away(agent)
    await buyer.write('改成平安路 2 号')
    await until('told with words', () => told(agent, (one) => one.popups.some((popup) => popup.body === '改成平安路 2 号')))
    await told(agent, (one) => one.popups.at(-1)!.click())
    await agent.sees('改成平安路 2 号')
  })

  it('is told by one of her tabs, the one she used last', async () => {
    const shop = await set.shop()
    const one = await Workbench.signIn(await watched(), set.server.origin, { login: shop.agent, password: PASSWORD })
    const two = await one.tab()
    await two.page.locator('aside.list').waitFor()
    const heard = async () => [await told(one, (it) => it.chimes), await told(two, (it) => it.chimes)]
    // A page must have been touched before it may sound.
    for (const tab of [two, one]) await tab.page.keyboard.press('Shift')
    await focus(one, two)
    const buyer = await set.buyer(shop.url)
    await buyer.open()
    await buyer.write('一')
    await until('the first tab', async () => (await heard()).join() === '1,0')
    await focus(two, one)
    await buyer.write('二')
    await until('the second tab', async () => (await heard()).join() === '1,1')
    await two.page.close()
    await one.page.waitForTimeout(3_100)
    await buyer.write('三')
    await until('the first again', () => told(one, (it) => it.chimes === 2))
  })
})
