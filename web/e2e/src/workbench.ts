// The agent's hands and eyes in the workbench.
import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { SeenBubble } from './widget'
import { reads, until } from './until'
import { word, type Locale } from './words'

export class Workbench {
  readonly box: Locator
  readonly talk: Locator

  private constructor(
    readonly page: Page,
    readonly locale: Locale,
  ) {
    this.box = page.locator('footer.composer textarea')
    this.talk = page.locator('.message')
  }

  /** `shop`: the one that the pages of one shop show, for somebody who has several. */
  static async signIn(context: BrowserContext, origin: string, who: { login: string; password: string; locale?: Locale; shop?: string }): Promise<Workbench> {
    const { login, password, locale = 'zh-CN', shop } = who
    const page = await context.newPage()
    if (shop) await page.addInitScript((id) => localStorage.setItem('jp.shop', id), shop)
    await page.goto(origin)
    await page.locator('input[name=login]').fill(login)
    await page.locator('input[name=password]').fill(password)
    await page.getByRole('button', { name: word(locale, 'session.signIn'), exact: true }).click()
    await page.waitForURL((url) => url.pathname.startsWith('/desk'))
    return new Workbench(page, locale)
  }

  /** Another tab of the same person. */
  async tab(): Promise<Workbench> {
    const page = await this.page.context().newPage()
    await page.goto(this.page.url())
    return new Workbench(page, this.locale)
  }

  async go(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.page.url()).href)
  }

  word(key: string, values?: Record<string, string | number>): string {
    return word(this.locale, key, values)
  }

  row(text: string): Locator {
    return this.page.locator('aside.list .row', { hasText: text }).first()
  }

  /** Opens the talk whose last words are these. */
  async openTalk(words: string): Promise<void> {
    await this.row(words).click()
    await this.box.waitFor()
    await this.sees(words)
  }

  async write(text: string): Promise<void> {
    await this.box.fill(text)
    await this.box.press('Enter')
  }

  async sees(text: string): Promise<void> {
    await this.page.locator('.message .bubble', { hasText: text }).first().waitFor()
  }

  async bubbles(): Promise<SeenBubble[]> {
    return this.talk.evaluateAll((all) =>
      all.map((one) => ({ mine: one.classList.contains('out'), text: one.querySelector('.bubble')?.textContent ?? '' })),
    )
  }

  async texts(): Promise<string[]> {
    return (await this.bubbles()).map((one) => one.text)
  }

  /** Exactly these words, each once and in this order. */
  async reads(wanted: readonly string[]): Promise<void> {
    await reads(() => this.texts(), wanted)
  }

  async mark(): Promise<string> {
    return (await this.page.locator('.message .mark').last().textContent({ timeout: 1000 }).catch(() => '')) ?? ''
  }

  async markBecomes(key: 'sent' | 'delivered' | 'read'): Promise<void> {
    const wanted = this.word(`desk.mark.${key}`)
    await until(`the agent's message is ${key}`, async () => (await this.mark()) === wanted)
  }

  /** The underlined words of the draft. */
  async underlined(): Promise<{ severity: string; text: string }[]> {
    return this.page
      .locator('.mirror span[class]')
      .evaluateAll((all) =>
        all
          .map((one) => ({ severity: one.className, text: one.textContent ?? '' }))
          .filter((one) => ['hint', 'warn', 'error', 'block'].includes(one.severity)),
      )
  }

  async underlines(text: string): Promise<string> {
    const found = await until(`「${text}」 is underlined`, async () =>
      (await this.underlined()).find((one) => one.text.includes(text)),
    )
    return found.severity
  }
}
