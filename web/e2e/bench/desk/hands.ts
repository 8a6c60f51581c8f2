// The hands of an agent at the page, and what the page made her wait: scrolling the list, going from talk to talk,
// writing. Times are taken inside the page, from the event that the hand made to the frame that shows what it wanted.
import type { Page } from 'playwright-core'
import type { Workbench } from '../../src/workbench'
import { pause } from '../seeded'
import { spread, type Spread } from './spread'

interface Watched {
  frames: number[]
  stop: boolean
  /** Milliseconds of each key's handlers. */
  handlers: number[]
  /** Event Timing of the keys that took 16 ms or more. */
  slow: { name: string; duration: number }[]
  shown: Promise<number>
}

type Eyes = Window & { watched: Watched }

const STEP_PX = 500
const STEPS = 220

/** Times between frames while the wheel goes down the whole list and up again. */
export async function scroll(page: Page): Promise<Spread> {
  const list = page.locator('aside.list .rows')
  const box = (await list.boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.evaluate(() => {
    const eyes = window as unknown as Eyes
    const watched = { frames: [] as number[], stop: false }
    eyes.watched = watched as unknown as Watched
    let last = performance.now()
    const frame = (now: number) => {
      watched.frames.push(now - last)
      last = now
      if (!watched.stop) requestAnimationFrame(frame)
    }
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame) })
  })
  for (let n = 0; n < STEPS; n++) await page.mouse.wheel(0, n < STEPS / 2 ? STEP_PX : -STEP_PX)
  const frames = await page.evaluate(() => {
    const { watched } = window as unknown as Eyes
    watched.stop = true
    return watched.frames
  })
  return spread(frames)
}

/** From the grip on the scroll bar to the rows that stand there: at places all over the list. */
export async function jump(page: Page, places: readonly number[]): Promise<Spread> {
  const took: number[] = []
  for (const place of places) {
    took.push(await page.evaluate((to) => new Promise<number>((done) => {
      const list = document.querySelector('aside.list .rows')!
      const began = performance.now()
      list.scrollTop = to * (list.scrollHeight - list.clientHeight)
      const look = () => {
        const { left, top, width, height } = list.getBoundingClientRect()
        const middle = document.elementFromPoint(left + width / 2, top + height / 2)
        // The line between those who wait and the others may stand there too.
        if (middle?.closest('.row, .division')) done(performance.now() - began)
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    }), place))
  }
  return spread(took)
}

/** Goes through talks by the key for the next one. Each is timed from the key to the frame that shows its words. */
export async function goThrough(page: Page, talks: number, key: 'Alt+ArrowDown' | 'Alt+ArrowUp'): Promise<Spread> {
  const took: number[] = []
  for (let n = 0; n < talks; n++) {
    await page.evaluate(() => {
      const eyes = window as unknown as Eyes
      const before = document.querySelector('section.talk')
      eyes.watched = { ...eyes.watched, shown: new Promise<number>((done) => {
        let pressed = 0
        const over = new AbortController()
        addEventListener('keydown', (event) => {
          if (event.altKey && event.key !== 'Alt') pressed = event.timeStamp
        }, { capture: true, signal: over.signal })
        const look = () => {
          const talk = document.querySelector('section.talk')
          if (pressed === 0 || !talk || talk === before || !talk.querySelector('.message')) return
          seen.disconnect()
          over.abort()
          // The frame in which it is painted has begun when the callback of the next task runs.
          requestAnimationFrame(() => {
            const channel = new MessageChannel()
            channel.port1.onmessage = () => done(performance.now() - pressed)
            channel.port2.postMessage(null)
          })
        }
        const seen = new MutationObserver(look)
        seen.observe(document.body, { subtree: true, childList: true })
      }) }
    })
    await page.keyboard.press(key)
    took.push(await page.evaluate(() => (window as unknown as Eyes).watched.shown))
    await pause(60)
  }
  return spread(took)
}

export interface Typing {
  handler: Spread
  /** To the next frame, as the browser tells it; what took less than 16 ms counts as 16. */
  timing: Spread
  findings: number
}

/** 200 characters into the box, a key each, with what the coach minds among them. */
export const DRAFT = [...(
  '亲，您好呀，这款羊毛大衣现在是有现货的，今天付款肯定明天到，全网最低价，绝对不掉色。' +
  '尺码按平时的穿就可以，身高 165 体重 100 斤建议选 M 码；加微信给您返现。洗涤的时候请用冷水，不要机洗，平铺晾干。' +
  '如果收到以后不喜欢，七天之内都可以退换，运费险已经给您送了，放心下单就行。还有什么想了解的您随时告诉我，我一直都在的，祝您生活愉快哦。' +
  '另外店里满两件还有优惠，您看看需不需要搭一件毛衣或者围巾呢'
)].slice(0, 200)

export async function write(workbench: Workbench, draft: readonly string[], everyMs: number): Promise<Typing> {
  const { page, box } = workbench
  await box.fill('')
  await box.focus()
  await page.evaluate(() => {
    const eyes = window as unknown as Eyes
    const watched = { handlers: [] as number[], slow: [] as { name: string; duration: number }[] }
    eyes.watched = watched as unknown as Watched
    // From before the page's own handlers to after them; what they queue for the same task has run then too.
    let begun = 0
    let sum = 0
    for (const name of ['keydown', 'beforeinput', 'input', 'keyup']) {
      addEventListener(name, () => { begun = performance.now() }, { capture: true })
      addEventListener(name, () => {
        sum += performance.now() - begun
        if (name !== 'keyup') return
        watched.handlers.push(sum)
        sum = 0
      })
    }
    new PerformanceObserver((list) => {
      for (const one of list.getEntries()) {
        if (['keydown', 'keypress', 'beforeinput', 'input', 'keyup'].includes(one.name)) watched.slow.push({ name: one.name, duration: one.duration })
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
  })
  const session = await page.context().newCDPSession(page)
  let findings = 0
  for (const [n, text] of draft.entries()) {
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', key: text, text, unmodifiedText: text })
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text })
    await pause(everyMs)
    // Looking takes time of the page's own.
    if (n % 25 === 24) findings = Math.max(findings, (await workbench.underlined()).length)
  }
  await session.detach()
  await pause(300)
  const { handlers, slow } = await page.evaluate(() => {
    const { handlers, slow } = (window as unknown as Eyes).watched
    return { handlers, slow }
  })
  const downs = slow.filter((one) => one.name === 'keydown').map((one) => one.duration)
  const fast = Array.from({ length: Math.max(0, draft.length - downs.length) }, () => 16)
  return { handler: spread(handlers), timing: spread([...downs, ...fast]), findings }
}
