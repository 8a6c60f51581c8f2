// The buyer's hands and eyes: the launcher on the shop's page and the chat inside its frame.
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core'
import { reads, until } from './until'

export interface SeenBubble {
  mine: boolean
  text: string
}

export class Widget {
  readonly launcher: Locator
  readonly frame: FrameLocator
  readonly box: Locator

  private constructor(readonly page: Page) {
    this.launcher = page.locator('jinpai-widget button')
    this.frame = page.frameLocator('jinpai-widget iframe')
    this.box = this.frame.locator('textarea')
  }

  static async visit(context: BrowserContext, url: string): Promise<Widget> {
    const page = await context.newPage()
    await page.goto(url)
    const widget = new Widget(page)
    await widget.launcher.waitFor()
    return widget
  }

  /** Opens the window and waits until the shop has greeted. */
  async open(): Promise<void> {
    await this.launcher.click()
    await this.ready()
  }

  async ready(): Promise<void> {
    await this.frame.locator('.chips, .bubble').first().waitFor()
  }

  async write(text: string): Promise<void> {
    await this.box.fill(text)
    await this.box.press('Enter')
  }

  /** Everything said, without the greeting. */
  async bubbles(): Promise<SeenBubble[]> {
    const rows = this.frame.locator('.row .bubble')
    return rows.evaluateAll((all) =>
      all.map((one) => ({ mine: one.classList.contains('mine'), text: one.textContent ?? '' })),
    )
  }

  async texts(): Promise<string[]> {
    return (await this.bubbles()).map((one) => one.text)
  }

  /** Exactly these words, each once and in this order. */
  async reads(wanted: readonly string[]): Promise<void> {
    await reads(() => this.texts(), wanted)
  }

  async sees(text: string): Promise<void> {
    await this.frame.locator('.row .bubble', { hasText: text }).first().waitFor()
  }

  /** The state under the last own message. */
  async state(): Promise<string> {
    return (await this.frame.locator('.row.mine .state').last().textContent().catch(() => '')) ?? ''
  }

  async stateBecomes(wanted: string): Promise<void> {
    let seen = ''
    await until('', async () => (seen = await this.state()) === wanted).catch(async () => {
      const left = await this.box.inputValue().catch(() => '')
      throw new Error(`own message is 「${seen}」 and not 「${wanted}」; in the box stands 「${left}」`)
    })
  }

  /** The socket is up and nothing is waiting to be sent. */
  async settled(): Promise<void> {
    await until('the line is up', async () => (await this.frame.locator('.link.down').count()) === 0)
  }

  visitor(): Promise<string> {
    return this.page.evaluate(() => {
      const { Jinpai } = window as unknown as { Jinpai: { visitor(): Promise<string> } }
      return Jinpai.visitor()
    })
  }

  /** What the frame, a third party to the shop's page, may store. */
  async frameStorage(): Promise<string> {
    const frame = this.page.frames().find((one) => one.url().includes('/widget/frame'))
    if (!frame) throw new Error('no frame')
    return frame.evaluate(() => {
      try {
        localStorage.setItem('probe', '1')
        return 'allowed'
      } catch (error) {
        return (error as Error).name
      }
    })
  }
}
