// The reference bridge between Jinpai's channel API and one platform. It has no dependencies, keeps what it must not
// forget in one file, and loses, doubles and reorders nothing if it is killed at any moment: see README.md.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'

const BATCH = 100
const WAIT_S = 25
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
/** A push that was signed longer ago, or further ahead, is not believed. */
const TOLERANCE_S = 300

/** The value of `jinpai-signature`: for a POST over its body, for the outbox over its query string. */
export function sign(secret, timestamp, signed) {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(signed).digest('hex')}`
}

export class Bridge {
  /** `say(item)` says an agent's words on the platform: see `sayOverHttp`. */
  constructor({ jinpai, shop, secret, file, say, log = console.error }) {
    Object.assign(this, { secret, file, say, log })
    this.address = `${jinpai}/hooks/v1/channel/${shop}`
    // `after`: everything up to there is done. `queue`: what Jinpai has not been told yet, in order.
    this.state = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { after: null, queue: [] }
  }

  /** The new state is on disk before anybody is told that something is done. */
  save() {
    writeFileSync(`${this.file}.new`, JSON.stringify(this.state), { flush: true })
    renameSync(`${this.file}.new`, this.file)
  }

  /** Takes one event of the platform. When this returns, it will reach Jinpai. */
  take(event) {
    this.state.queue.push(event)
    this.save()
    this.bell?.()
  }

  /** `pushed`: Jinpai posts its pages here, so nothing is fetched. */
  start({ pushed = false } = {}) {
    void this.forever(() => this.tell())
    if (!pushed) void this.forever(() => this.fetchReplies())
  }

  async forever(work) {
    let pause = FIRST_PAUSE_MS
    for (;;) {
      try {
        await work()
        pause = FIRST_PAUSE_MS
      } catch (error) {
        this.log(`trying again in ${pause} ms: ${error.message}`)
        await new Promise((done) => setTimeout(done, error.pauseMs ?? pause))
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
      }
    }
  }

  // From the platform to Jinpai

  /** Tells Jinpai what waits, oldest first. Repeating is safe: every message has its id. */
  async tell() {
    if (this.state.queue.length === 0) {
      await new Promise((done) => { this.bell = done })
      return
    }
    const events = this.state.queue.slice(0, BATCH)
    const refused = await this.post(events)
    if (!refused) this.drop(events)
    else if (events.length > 1) await this.tellOneByOne(events)
    else this.settle(events[0], refused)
  }

  /** One of them is refused, and a delivery is taken whole or not at all. */
  async tellOneByOne(events) {
    for (const event of events) {
      const refused = await this.post([event])
      if (refused) this.settle(event, refused)
      else this.drop([event])
    }
  }

  settle(event, refused) {
    const waits = refused.code === 'out-of-order'
    const others = this.state.queue.filter((held) => held !== event)
    // What comes before it is still on its way from the platform, so it goes behind what waits.
    this.state.queue = waits ? [...others, event] : others
    this.save()
    if (waits) throw new Error(refused.detail)
    this.log(`Jinpai does not take ${JSON.stringify(event)}: ${refused.detail}`)
  }

  drop(events) {
    this.state.queue = this.state.queue.filter((held) => !events.includes(held))
    this.save()
  }

  /** None: it was taken. Else why these very events never will be, as they are. */
  async post(events) {
    const body = JSON.stringify({ events })
    const headers = { 'content-type': 'application/json', 'jinpai-delivery': randomUUID() }
    const response = await this.call('', body, { method: 'POST', body, headers })
    if (response.ok) return null
    const problem = await response.json()
    if ([404, 409, 422].includes(response.status)) return problem
    throw pausing(problem)
  }

  // From Jinpai to the platform

  /** Takes the next page and does it, item by item; `after` moves only over what is done. */
  async fetchReplies() {
    const query = new URLSearchParams({ wait: String(WAIT_S) })
    if (this.state.after !== null) query.set('after', String(this.state.after))
    const response = await this.call(`/outbox?${query}`, query.toString(), {})
    if (!response.ok) throw pausing(await response.json())
    const { items, next } = await response.json()
    for (const item of items) await this.carryOut(item)
    this.state.after = next
    this.save()
  }

  /** Takes a page that Jinpai has posted: 204 when everything in it is done, 401 when Jinpai did not sign it. */
  async takePage(headers, body) {
    const timestamp = headers['jinpai-timestamp'] ?? ''
    const fresh = Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE_S
    const wanted = Buffer.from(sign(this.secret, timestamp, body))
    const given = Buffer.from(headers['jinpai-signature'] ?? '')
    if (!fresh || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 401
    // One page after the other, whatever line it comes by.
    const work = (this.page ?? Promise.resolve()).then(() => this.carryOutPage(JSON.parse(body)))
    this.page = work.catch(() => {})
    await work
    return 204
  }

  async carryOutPage({ items, next }) {
    for (const item of items) await this.carryOut(item)
    this.state.after = Math.max(this.state.after ?? 0, next)
    this.save()
  }

  async carryOut(item) {
    if (this.state.after !== null && item.seq <= this.state.after) return
    if (item.type === 'message') {
      // Throws when the platform cannot be reached: then it is said again, under the same key.
      const { ok, why } = await this.say(item)
      const receipt = { type: 'receipt', message: item.message, state: ok ? 'delivered' : 'failed' }
      this.state.queue.push(ok ? receipt : { ...receipt, why })
    }
    this.state.after = item.seq
    this.save()
    this.bell?.()
  }

  async call(path, signed, init) {
    const timestamp = String(Math.floor(Date.now() / 1000))
    const headers = { ...init.headers, 'jinpai-timestamp': timestamp, 'jinpai-signature': sign(this.secret, timestamp, signed) }
    const signal = AbortSignal.timeout((WAIT_S + 15) * 1000)
    return fetch(this.address + path, { ...init, headers, signal })
  }
}

function pausing(problem) {
  const pauseMs = problem.retry_after_s ? problem.retry_after_s * 1000 : undefined
  return Object.assign(new Error(problem.detail ?? problem.code), { pauseMs })
}

/** Replace this by your platform's call. `key` is the same when the same words are said again. */
export function sayOverHttp(platform) {
  return async ({ seq, conversation, buyer, text }) => {
    const response = await fetch(`${platform}/say`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: `${conversation}-${seq}`, to: buyer.id, text }),
    })
    if (response.status >= 500 || response.status === 429) throw new Error(`the platform answered ${response.status}`)
    return { ok: response.ok, why: response.ok ? '' : await response.text() }
  }
}

/**
 * Takes the platform's events as they stand in docs/channel-api.md, one a request (202: it is on disk), and at
 * `/jinpai` the pages that Jinpai pushes.
 */
export function listen(bridge, port) {
  return createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', async () => {
      if (request.url === '/jinpai') {
        // A platform that cannot be reached is a 503: Jinpai posts the page again.
        const status = await bridge.takePage(request.headers, Buffer.concat(chunks)).catch(() => 503)
        response.writeHead(status).end()
        return
      }
      try {
        bridge.take(JSON.parse(Buffer.concat(chunks).toString()))
        response.writeHead(202).end()
      } catch (error) {
        response.writeHead(400).end(error.message)
      }
    })
  }).listen(port, '127.0.0.1')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { JINPAI_URL: jinpai, JINPAI_SHOP: shop, JINPAI_SECRET: secret, PLATFORM_URL: platform } = process.env
  const { PORT = '8790', STATE: file = 'bridge-state.json' } = process.env
  if (!jinpai || !shop || !secret || !platform) {
    console.error('Set JINPAI_URL, JINPAI_SHOP, JINPAI_SECRET and PLATFORM_URL; PORT, STATE and PUSHED=1 if you like. See README.md.')
    process.exit(2)
  }
  const bridge = new Bridge({ jinpai, shop, secret, file, say: sayOverHttp(platform) })
  bridge.start({ pushed: process.env.PUSHED === '1' })
  const server = listen(bridge, Number(PORT))
  server.once('listening', () => process.stdout.write(`listening on 127.0.0.1:${server.address().port}\n`))
}
