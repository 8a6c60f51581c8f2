// Chinese that is left on an English page. What people and the built-in rules have written is data and stays as it
// is: it comes from the server, so what no answer of the server holds is the page's own.
import type { BrowserContext, Frame, Page } from 'playwright-core'

const HAN = /\p{Script=Han}+/gu

export class WordsLeft {
  private heard = ''

  /** Listens to everything the server tells this browser, beside what the test itself writes. */
  static listen(context: BrowserContext, written: readonly string[] = []): WordsLeft {
    const words = new WordsLeft()
    words.heard = written.join('\n')
    context.on('response', (response) => {
      if (!(response.headers()['content-type'] ?? '').includes('json')) return
      response.text().then((text) => { words.heard += `\n${text}` }, () => undefined)
    })
    context.on('page', (page) => page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => { words.heard += `\n${String(payload)}` })))
    return words
  }

  /** As it came, or a phrase with one fact put into its gap. */
  private isData(run: string): boolean {
    if (this.heard.includes(run)) return true
    return [...run].some((_, cut) => cut > 1 && cut < run.length - 1
      && this.heard.includes(run.slice(0, cut)) && this.heard.includes(run.slice(cut)))
  }

  /** Chinese in text, names and hints of what can be seen, that nobody has written as data. */
  async on(page: Page | Frame): Promise<string[]> {
    const shown = await page.evaluate(() => {
      const out: string[] = []
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (node instanceof Element) {
          for (const name of ['aria-label', 'title', 'placeholder', 'alt']) out.push(node.getAttribute(name) ?? '')
        } else if (node.parentElement?.checkVisibility()) {
          out.push(node.textContent ?? '')
        }
      }
      return [...out, document.title]
    })
    const runs = new Set(shown.flatMap((text) => text.match(HAN) ?? []))
    // The name of the language is Chinese in every language.
    return [...runs].filter((run) => run !== '中文' && run !== '简体中文' && !this.isData(run))
  }
}
