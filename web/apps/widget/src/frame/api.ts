// The buyer's calls to the server. Every failure comes out as a Problem; nothing else is thrown.
import type { BuyerMessage, Identity, Page, Session } from '../wire'
import type { Locale } from '../bridge'

const TIMEOUT_MS = 15_000
/** A picture or a film takes its time on a bad line. */
const UPLOAD_MS = 120_000

export class Problem extends Error {
  constructor(
    /** 0: no answer came. */
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryAfterS: number | null = null,
    /** What is wrong with which field. */
    readonly fields: Record<string, string> = {},
  ) {
    super(code)
  }

  /** Nobody refused anything: trying again can help. */
  get transient(): boolean {
    return this.status === 0 || this.status === 408 || this.status >= 500
  }
}

export class Api {
  token: string | null = null

  constructor(
    private readonly locale: Locale,
    private readonly fetching: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  session(shop: string, identity: Identity | null): Promise<Session> {
    return this.call<Session>('POST', 'session', {
      shop,
      ...(this.token ? { visitor_token: this.token } : {}),
      ...(identity ? { identity } : {}),
    })
  }

  messages(before: number | null): Promise<Page> {
    return this.call<Page>('GET', `messages?limit=50${before === null ? '' : `&before_seq=${before}`}`)
  }

  async send(ref: string, text: string): Promise<BuyerMessage> {
    const { message } = await this.call<{ message: BuyerMessage }>('POST', 'messages', { client_ref: ref, text })
    return message
  }

  async picture(ref: string, file: Blob): Promise<BuyerMessage> {
    const form = new FormData()
    form.set('client_ref', ref)
    form.set('file', file)
    const { message } = await this.call<{ message: BuyerMessage }>('POST', 'pictures', form)
    return message
  }

  /** The answer's JSON, the picture it is, or nothing. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const form = body instanceof FormData
    const heavy = path.startsWith('pictures')
    const headers: Record<string, string> = { 'accept-language': this.locale }
    if (this.token) headers.authorization = `Bearer ${this.token}`
    if (body !== undefined && !form) headers['content-type'] = 'application/json'
    let response: Response
    try {
      response = await this.fetching(`/widget/v1/${path}`, {
        method,
        headers,
        body: form ? body : JSON.stringify(body),
        credentials: 'omit',
        cache: heavy ? 'default' : 'no-store',
        signal: AbortSignal.timeout(heavy ? UPLOAD_MS : TIMEOUT_MS),
      })
      if (response.ok) {
        const kind = response.headers.get('content-type') ?? ''
        return (await (/^(image|video)/.test(kind) ? response.blob() : kind && response.json())) as T
      }
    } catch {
      throw new Problem(0, 'network', '')
    }
    const said = (await response.json().catch(() => ({}))) as Record<string, unknown>
    const after = Number(said.retry_after_s ?? response.headers.get('retry-after'))
    throw new Problem(
      response.status,
      String(said.code ?? 'unknown'),
      String(said.detail ?? ''),
      Number.isFinite(after) && after > 0 ? after : null,
      said.fields as Record<string, string>,
    )
  }
}
