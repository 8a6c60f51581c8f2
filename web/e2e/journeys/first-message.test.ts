// A buyer gives the chat a moment: from her click on a fresh page to a caret in a box that takes her words. Each visit
// is a browser that has never been here, and the click comes without the head start of a pointer on its way.
import { cpus, loadavg } from 'node:os'
import { describe, expect, it } from 'vitest'
import { stage } from '../src/stage'
import { until } from '../src/until'

const set = stage()
/** As many new visitors as one address may be within a moment. */
const VISITS = 20
const BOUND_MS = 300

describe('the first message', () => {
  it('can be written soon after the click', async () => {
    const shop = await set.shop()
    const took: number[] = []
    for (let visit = 0; visit < VISITS; visit++) took.push(await clickToCaret(shop.url))
    took.sort((a, b) => a - b)
    const at = (share: number) => took[Math.floor(share * (VISITS - 1))]!
    console.log(`first message possible after the click: best ${at(0).toFixed(0)}, median ${at(0.5).toFixed(0)}, worst ${at(1).toFixed(0)} ms of ${VISITS}`)
    // Where other work holds all the processors the figure is theirs; then the best visit has to do.
    const busy = loadavg()[0]! > cpus().length
    expect(at(busy ? 0 : 0.5)).toBeLessThanOrEqual(BOUND_MS)
  })
})

/** Milliseconds, by the one clock that page and frame share. */
async function clickToCaret(url: string): Promise<number> {
  const context = await set.chromium.person()
  await context.addInitScript(() => {
    const now = () => performance.timeOrigin + performance.now()
    const seen = new MutationObserver(() => {
      if (!(document.activeElement instanceof HTMLTextAreaElement) || document.activeElement.disabled) return
      seen.disconnect()
      Object.assign(window, { caretAt: now() })
    })
    seen.observe(document, { subtree: true, childList: true, attributes: true })
    addEventListener('focusin', () => {
      if (document.activeElement instanceof HTMLTextAreaElement) Object.assign(window, { caretAt: now() })
    })
  })
  const page = await context.newPage()
  await page.goto(url)
  const button = page.locator('jinpai-widget button')
  await button.waitFor()
  await page.waitForLoadState('networkidle')
  const clickedAt = await button.evaluate((one: HTMLButtonElement) => {
    const at = performance.timeOrigin + performance.now()
    one.click()
    return at
  })
  const caretAt = await until('the caret is in the chat', async () => {
    const frame = page.frames().find((one) => one.url().includes('/widget/frame'))
    return frame?.evaluate(() => (window as unknown as { caretAt?: number }).caretAt).catch(() => undefined)
  })
  // It does take words.
  const frame = page.frameLocator('jinpai-widget iframe')
  await page.keyboard.type('在吗')
  expect(await frame.locator('textarea').inputValue()).toBe('在吗')
  await context.close()
  return caretAt - clickedAt
}
