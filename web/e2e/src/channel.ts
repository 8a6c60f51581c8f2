// What a shop's bridge tells of buyers on another platform, signed as docs/channel-api.md says. The quickest way to
// many buyers, and the only one on which a test may say when they wrote.
import { createHmac, randomUUID } from 'node:crypto'
import type { Desk } from './desk'

export interface Told {
  id: string
  name: string
  text: string
  at: number
}

export class Channel {
  private constructor(
    private readonly origin: string,
    private readonly shop: string,
    private readonly secret: string,
  ) {}

  static async of(owner: Desk, shop: string): Promise<Channel> {
    const { secret } = await owner.call<{ secret: string }>('POST', `shops/${shop}/settings/secrets/channel`, {})
    return new Channel(owner.origin, shop, secret)
  }

  async tell(told: readonly Told[]): Promise<void> {
    const events = told.map(({ id, name, text, at }) => ({
      type: 'message', buyer: { channel: 'taobao', id, name }, id: randomUUID(), text, at: new Date(at).toISOString(),
    }))
    const body = JSON.stringify({ events })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const headers = {
      'content-type': 'application/json', 'jinpai-timestamp': timestamp, 'jinpai-delivery': randomUUID(),
      'jinpai-signature': `v1=${createHmac('sha256', this.secret).update(`${timestamp}.${body}`).digest('hex')}`,
    }
    const response = await fetch(`${this.origin}/hooks/v1/channel/${this.shop}`, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`the channel answered ${response.status}: ${await response.text()}`)
  }
}
