// Real Chromium. Every page is watched: a violated CSP, an uncaught error or a request to a third
// party fails the journey that caused it.
import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'

export function chromiumPath(): string {
  const path = process.env.CHROMIUM ?? '/usr/bin/chromium'
  if (!existsSync(path)) throw new Error(`no Chromium at ${path}: install it (apt install chromium) or set CHROMIUM`)
  return path
}

export const DESKTOP = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

export interface Watch {
  violations: string[]
  errors: string[]
  foreign: string[]
}

export class Chromium {
  readonly watch: Watch = { violations: [], errors: [], foreign: [] }
  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<Chromium> {
    const browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A private context blocks third-party cookies by itself; this says it once more.
        '--test-third-party-cookie-phaseout',
      ],
    })
    return new Chromium(browser)
  }

  /** Somebody with a browser profile of her own. */
  async person(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({ viewport: DESKTOP, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options })
    context.setDefaultTimeout(15_000)
    await context.exposeBinding('jinpaiSawViolation', (_, what: string) => void this.watch.violations.push(what))
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        const told = window as unknown as { jinpaiSawViolation(what: string): void }
        told.jinpaiSawViolation(`${event.documentURI}: ${event.violatedDirective} blocked ${event.blockedURI}`)
      })
    })
    context.on('page', (page) => this.follow(page))
    context.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url())
      if (protocol.startsWith('http') && hostname !== 'localhost' && hostname !== '127.0.0.1') this.watch.foreign.push(request.url())
    })
    return context
  }

  private follow(page: Page): void {
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) this.watch.violations.push(message.text())
    })
    page.on('pageerror', (error) => this.watch.errors.push(`${page.url()}: ${error.stack ?? error.message}`))
  }

  async close(): Promise<void> {
    await this.browser.close()
  }
}
