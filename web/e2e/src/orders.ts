// Orders as they come into a shop: an export file made up here, and the signed webhook.
import { createHmac, randomUUID } from 'node:crypto'
import type { Desk } from './desk'

export interface FileOrder {
  number: string
  buyer: string
  title: string
  total: string
  createdAt: string
  paidAt?: string
}

const HEAD = ['订单编号', '买家会员名', '买家应付货款', '买家应付邮费', '总金额', '订单状态', '订单创建时间', '订单付款时间 ', '宝贝标题 ', '宝贝总数量']

/** An export of finished and unfinished orders, with the guards and trailing blanks real ones have. */
export function ordersCsv(orders: readonly FileOrder[]): string {
  const rows = orders.map((o) => [
    `="${o.number}"`,
    o.buyer,
    o.total,
    '0.00',
    o.total,
    o.paidAt ? '买家已付款，等待卖家发货' : '等待买家付款',
    o.createdAt,
    o.paidAt ?? '',
    o.title,
    '1',
  ])
  return '\uFEFF' + [HEAD, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n') + '\r\n'
}

export interface HookOrder {
  number: string
  visitor?: string
  /** Who she is to the shop, and where she can be reached. */
  buyer?: { id: string; name?: string; mobile?: string; consent_notice?: boolean }
  title: string
  total: string
  createdAt: number
  closeAt?: number
  paidAt?: number
  receiver?: { name: string; phone: string; address: string }
}

export class OrderHook {
  private constructor(
    private readonly origin: string,
    private readonly shop: string,
    private readonly secret: string,
  ) {}

  static async of(owner: Desk, shop: string): Promise<OrderHook> {
    const { secret } = await owner.call<{ secret: string }>('POST', `shops/${shop}/settings/secrets/hook`, {})
    return new OrderHook(owner.origin, shop, secret)
  }

  async post(event: 'created' | 'paid', order: HookOrder): Promise<string> {
    const at = (ms: number) => new Date(ms).toISOString()
    const body = JSON.stringify({
      event,
      at: at(order.paidAt ?? order.createdAt),
      order: {
        number: order.number,
        created_at: at(order.createdAt),
        ...(order.closeAt ? { close_at: at(order.closeAt) } : {}),
        ...(order.paidAt ? { paid_at: at(order.paidAt) } : {}),
        total: order.total,
        items: [{ title: order.title, quantity: 1, price: order.total }],
        buyer: order.buyer ?? { visitor: order.visitor },
        ...(order.receiver ? { receiver: order.receiver } : {}),
      },
    })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const response = await fetch(`${this.origin}/hooks/v1/orders/${this.shop}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'jinpai-timestamp': timestamp,
        'jinpai-delivery': randomUUID(),
        'jinpai-signature': `v1=${createHmac('sha256', this.secret).update(`${timestamp}.${body}`).digest('hex')}`,
      },
      body,
    })
    if (!response.ok) throw new Error(`webhook: ${response.status} ${await response.text()}`)
    return ((await response.json()) as { order: string }).order
  }
}
