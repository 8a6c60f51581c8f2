// A person of the shop who uses the API directly: sets a shop up, and looks behind the pages.
export interface ShopBrief {
  id: string
  name: string
}

export interface Talk {
  id: string
  last_seq: number
  buyer: { id: string; name: string }
}

export interface Said {
  seq: number
  from: string
  text: string
  client_ref: string
}

export class Desk {
  private constructor(
    readonly origin: string,
    private cookie: string,
    private csrf: string,
  ) {}

  static async signIn(origin: string, login: string, password: string): Promise<Desk> {
    const response = await fetch(`${origin}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ login, password }),
    })
    if (!response.ok) throw new Error(`sign-in of ${login}: ${response.status} ${await response.text()}`)
    const { csrf } = (await response.json()) as { csrf: string }
    return new Desk(origin, cookieOf(response), csrf)
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.origin}/api/v1/${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        origin: this.origin,
        'x-csrf-token': this.csrf,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    // A change of password gives a new session.
    if (response.headers.has('set-cookie')) this.cookie = cookieOf(response)
    return (text ? JSON.parse(text) : null) as T
  }

  async upload<T>(path: string, form: FormData): Promise<T> {
    const response = await fetch(`${this.origin}/api/v1/${path}`, {
      method: 'POST',
      headers: { cookie: this.cookie, origin: this.origin, 'x-csrf-token': this.csrf },
      body: form,
    })
    if (!response.ok) throw new Error(`upload to ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  async changePassword(current: string, next: string): Promise<void> {
    const { csrf } = await this.call<{ csrf: string }>('POST', 'session/password', { current, new: next })
    this.csrf = csrf
  }

  /** A new shop that lets `widgetOrigin` show its chat. */
  async openShop(name: string, platform: string, widgetOrigin: string): Promise<ShopBrief> {
    const shop = await this.call<ShopBrief>('POST', 'shops', { name, platform })
    await this.call('PATCH', `shops/${shop.id}/settings`, { widget_origins: [widgetOrigin] })
    return shop
  }

  /** Somebody of the team, with a password of her own, ready to sign in. */
  async hire(shop: string, login: string, name: string, role: string, password: string): Promise<void> {
    const hired = await this.call<{ one_time_password: string | null }>('POST', `shops/${shop}/members`, { login, name, role })
    const once = hired.one_time_password
    if (!once) throw new Error(`${login} has an account already`)
    await (await Desk.signIn(this.origin, login, once)).changePassword(once, password)
  }

  async talks(shop: string): Promise<Talk[]> {
    return (await this.call<{ items: Talk[] }>('GET', `shops/${shop}/conversations`)).items
  }

  async said(shop: string, talk: string): Promise<Said[]> {
    return (await this.call<{ items: Said[] }>('GET', `shops/${shop}/conversations/${talk}/messages?limit=200`)).items
  }

  /** The server's own clock, which a test may have set. */
  async now(): Promise<number> {
    return (await this.call<{ now_at: number }>('GET', 'session')).now_at
  }
}

function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
