// What every journey stands on: a server, a shop on another origin, a browser, and a team.
import type { BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { Chromium } from './browser'
import type { Desk } from './desk'
import { PASSWORD, Server, type ServerOptions } from './server'
import { ShopSite } from './shop'
import { Widget } from './widget'
import type { Locale } from './words'
import { Workbench } from './workbench'

export class Stage {
  server!: Server
  site!: ShopSite
  chromium!: Chromium
  owner!: Desk
  private count = 0

  /** A shop of its own for each journey, with one agent who can sign in. */
  async shop(platform = 'own-site', name = '暖衣旗舰店'): Promise<{ id: string; url: string; agent: string }> {
    const n = ++this.count
    const { id } = await this.owner.openShop(name, platform, this.site.origin)
    const agent = `yunyun${n}`
    await this.owner.hire(id, agent, '云云', 'agent', PASSWORD)
    return { id, agent, url: this.site.page(`/shop-${n}`, this.server.origin, id) }
  }

  async buyer(url: string): Promise<Widget> {
    return Widget.visit(await this.chromium.person(), url)
  }

  /** The owner in the workbench, looking at one of her shops. */
  async ownerAt(shop: string, context?: BrowserContext, locale?: Locale): Promise<Workbench> {
    const who = { login: 'owner', password: PASSWORD, shop, locale }
    return Workbench.signIn(context ?? (await this.chromium.person()), this.server.origin, who)
  }

  async agent(login: string): Promise<Workbench> {
    return Workbench.signIn(await this.chromium.person(), this.server.origin, { login, password: PASSWORD })
  }
}

/** Sets the stage for a file of journeys, and holds every one of them to a clean page. */
export function stage(options: ServerOptions = {}): Stage {
  const set = new Stage()
  beforeAll(async () => {
    set.server = await Server.start(options)
    set.site = await ShopSite.start()
    set.chromium = await Chromium.launch()
    set.owner = await set.server.owner()
  })
  afterEach(() => {
    const { violations, errors, foreign } = set.chromium.watch
    expect({ violations, errors, foreign }).toEqual({ violations: [], errors: [], foreign: [] })
  })
  afterAll(async () => {
    await set.chromium?.close()
    await set.site?.stop()
    await set.server?.stop()
  })
  return set
}
