// One place where a page talks HTTP: credentials, CSRF, language, and problems turned into one error.
// It repeats nothing but a call refused for an old token: whether a call may be repeated is otherwise its
// caller's knowledge.
import type { Problem } from './types'

/** What went wrong, in the words of the server where it had any. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title)
    this.name = 'ApiError'
  }

  get code(): string { return this.problem.code }
  get status(): number { return this.problem.status }
  /** The server was not reached or did not speak our language: worth another try. */
  get isNetwork(): boolean { return this.problem.status === 0 || this.problem.status >= 502 }
}

export interface RequestContext {
  csrf(): string
  locale(): string
  /** Called on 401 outside of sign-in: the session is gone. */
  onSignedOut(): void
  /** Called when a one-time password must be changed first. */
  onMustChangePassword(): void
  /**
   * The page's token is out of date, as after a new sign-in in another tab: reads the session again.
   * True when the same person is still signed in, so that the call may be made once more.
   */
  renew(): Promise<boolean>
}

export type Query = Record<string, string | number | boolean | undefined | null>

export function queryString(query: Query | undefined): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
  }
  const text = params.toString()
  return text ? `?${text}` : ''
}

function unreachable(): ApiError {
  return new ApiError({ type: 'about:blank', title: '', status: 0, detail: '', code: 'unreachable' })
}

/** Reads a problem body; a proxy's own error page becomes one with the code `unexpected`. */
export function problemOf(status: number, body: string): Problem {
  try {
    const parsed = JSON.parse(body) as Partial<Problem>
    if (typeof parsed.code === 'string') {
      return { type: 'about:blank', title: '', detail: '', ...parsed, status, code: parsed.code }
    }
  } catch {
    // Not JSON: falls through to the general answer.
  }
  return { type: 'about:blank', title: '', status, detail: '', code: 'unexpected' }
}

export class Requester {
  constructor(private readonly context: RequestContext) {}

  async send<T>(method: string, path: string, body?: unknown, query?: Query): Promise<T> {
    try {
      return await this.once<T>(method, path, body, query)
    } catch (error) {
      // The server did nothing, so this is the one refusal after which a call may be repeated unasked.
      const stale = error instanceof ApiError && error.code === 'csrf-refused'
      if (stale && await this.context.renew()) return this.once<T>(method, path, body, query)
      throw error
    }
  }

  private async once<T>(method: string, path: string, body?: unknown, query?: Query): Promise<T> {
    const headers: Record<string, string> = { 'accept-language': this.context.locale(), accept: 'application/json' }
    if (method !== 'GET') headers['x-csrf-token'] = this.context.csrf()
    const isForm = body instanceof FormData
    if (body !== undefined && !isForm) headers['content-type'] = 'application/json'
    let response: Response
    try {
      response = await fetch(`/api/v1${path}${queryString(query)}`, {
        method,
        headers,
        credentials: 'same-origin',
        cache: 'no-store',
        body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
      })
    } catch {
      throw unreachable()
    }
    const text = await response.text()
    if (!response.ok) throw this.refused(response.status, text)
    return (text ? JSON.parse(text) : undefined) as T
  }

  /** Uploads with progress, which `fetch` cannot tell. `onProgress` gets 0..1 of the bytes sent. */
  upload<T>(path: string, form: FormData, onProgress: (share: number) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const call = new XMLHttpRequest()
      call.open('POST', `/api/v1${path}`)
      call.setRequestHeader('x-csrf-token', this.context.csrf())
      call.setRequestHeader('accept-language', this.context.locale())
      call.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total)
      }
      call.onerror = () => reject(unreachable())
      call.onload = () => {
        if (call.status >= 200 && call.status < 300) resolve(JSON.parse(call.responseText) as T)
        else reject(this.refused(call.status, call.responseText))
      }
      call.send(form)
    })
  }

  private refused(status: number, body: string): ApiError {
    const problem = problemOf(status, body)
    if (status === 401 && problem.code !== 'bad-credentials') this.context.onSignedOut()
    if (problem.code === 'must-change-password') this.context.onMustChangePassword()
    return new ApiError(problem)
  }
}
