// A small shop's page on another origin than Jinpai's: another host name and port, another site to
// the browser. It sets a strict CSP of its own, as careful shops do.
import { createServer, type Server as HttpServer } from 'node:http'

const CSS = 'body{margin:24px;font:16px system-ui,sans-serif}.bar{position:fixed;inset:auto 0 0;height:56px;background:#a3481f}'

export interface ShopPage {
  lang?: string
  accent?: string
  buyer?: { id: string; name: string; signature: string }
  /** A buy button pinned to the bottom of the page. */
  bar?: boolean
}

export class ShopSite {
  private pages = new Map<string, string>()

  private constructor(
    private readonly http: HttpServer,
    readonly origin: string,
  ) {}

  static async start(): Promise<ShopSite> {
    const http = createServer()
    const port = await new Promise<number>((done) => {
      http.listen(0, 'localhost', () => {
        const address = http.address()
        done(typeof address === 'object' && address ? address.port : 0)
      })
    })
    const site = new ShopSite(http, `http://localhost:${port}`)
    http.on('request', (request, response) => {
      if (request.url === '/shop.css') return response.writeHead(200, { 'content-type': 'text/css' }).end(CSS)
      const [page, csp] = site.pageAt(request.url ?? '/')
      if (!page) return response.writeHead(404).end()
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': csp }).end(page)
    })
    return site
  }

  private csp = ''

  private pageAt(path: string): [string | undefined, string] {
    return [this.pages.get(path.split('?')[0] ?? ''), this.csp]
  }

  /** Puts a page with the one script tag at a path, and gives its address. */
  page(path: string, jinpai: string, shop: string, { lang = 'zh-CN', accent, buyer, bar }: ShopPage = {}): string {
    this.csp = `default-src 'none'; script-src ${jinpai}; frame-src ${jinpai}; style-src 'self'; img-src data:; base-uri 'none'`
    const data = [
      `data-shop="${shop}"`,
      accent ? `data-accent="${accent}"` : '',
      buyer ? `data-buyer="${buyer.id}" data-buyer-name="${buyer.name}" data-signature="${buyer.signature}"` : '',
    ].join(' ')
    this.pages.set(
      path,
      `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
        `<title>Shop</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/shop.css">` +
        `<script async src="${jinpai}/widget/loader.js" ${data}></script></head>` +
        `<body><h1>${lang === 'en' ? 'Wool coat' : '羊毛大衣'}</h1><button id="buy">${lang === 'en' ? 'Buy' : '购买'}</button>${bar ? '<div class="bar"></div>' : ''}</body></html>`,
    )
    return this.origin + path
  }

  stop(): Promise<void> {
    this.http.closeAllConnections()
    return new Promise((done) => this.http.close(() => done()))
  }
}
