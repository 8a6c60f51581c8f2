// A shop's own bridge for messages: takes what is handed over, checks its signature, tells later what became of it.
import { createHmac } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'

export interface Handed {
  key: string
  to: string
  text: string
  class: string
}

export class Bridge {
  readonly handed: Handed[] = []
  /** Hand-overs that were not signed with our secret. */
  unsigned = 0

  private constructor(
    private readonly http: HttpServer,
    readonly url: string,
    readonly secret: string,
  ) {}

  static async start(secret = 'a-secret-of-the-bridge'): Promise<Bridge> {
    const http = createServer()
    const port = await new Promise<number>((done) => {
      http.listen(0, '127.0.0.1', () => {
        const address = http.address()
        done(typeof address === 'object' && address ? address.port : 0)
      })
    })
    const bridge = new Bridge(http, `http://127.0.0.1:${port}/send`, secret)
    http.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        const expected = bridge.sign(String(request.headers['jinpai-timestamp']), body)
        if (request.headers['jinpai-signature'] !== expected) bridge.unsigned++
        else bridge.handed.push(JSON.parse(body) as Handed)
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"state":"accepted","receipt":"bridge-1"}')
      })
    })
    return bridge
  }

  private sign(timestamp: string, body: string): string {
    return `v1=${createHmac('sha256', this.secret).update(`${timestamp}.${body}`).digest('hex')}`
  }

  /** Posts events to a provider's callback address; the status of the answer. */
  async tell(callback: string, events: object[]): Promise<number> {
    const body = JSON.stringify({ events })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const headers = { 'content-type': 'application/json', 'jinpai-timestamp': timestamp, 'jinpai-signature': this.sign(timestamp, body) }
    return (await fetch(callback, { method: 'POST', headers, body })).status
  }

  stop(): Promise<void> {
    this.http.closeAllConnections()
    return new Promise((done) => this.http.close(() => done()))
  }
}
