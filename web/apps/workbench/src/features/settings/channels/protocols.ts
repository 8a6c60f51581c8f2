// What each protocol asks for, in the order of its form. Which values fit is the server's to say; this only
// knows how a field is typed in.
export type Protocol = 'webhook' | 'http-sms' | 'smpp' | 'email'

export interface Field {
  /** Path inside the settings, with dots. */
  path: string
  kind?: 'number' | 'secret' | 'switch' | 'choice'
  needed?: boolean
  options?: readonly string[]
  fallback?: string | number | boolean
  placeholder?: string
  /** A sentence below the field says more. */
  hint?: boolean
  /** Behind "more settings". */
  more?: boolean
}

export const PROTOCOLS: Record<Protocol, { channels: readonly ('sms' | 'email')[]; fields: readonly Field[] }> = {
  webhook: {
    channels: ['sms', 'email'],
    fields: [
      { path: 'url', needed: true, placeholder: 'https://bridge.example/send' },
      { path: 'secret', kind: 'secret', needed: true, hint: true },
      { path: 'query_url', placeholder: 'https://bridge.example/query', hint: true },
      { path: 'rate.per_second', kind: 'number', more: true },
      { path: 'timeout_ms', kind: 'number', fallback: 10_000, more: true },
    ],
  },
  'http-sms': {
    channels: ['sms'],
    fields: [
      { path: 'endpoint', needed: true, fallback: 'https://dysmsapi.aliyuncs.com/' },
      { path: 'access_key_id', needed: true },
      { path: 'access_key_secret', kind: 'secret', needed: true },
      { path: 'sign_name', needed: true, hint: true },
      { path: 'templates.notice.code', placeholder: 'SMS_100001', hint: true },
      { path: 'templates.notice.text_param', placeholder: 'text', hint: true },
      { path: 'templates.promotion.code', placeholder: 'SMS_100002', more: true },
      { path: 'templates.promotion.text_param', placeholder: 'text', more: true },
      { path: 'region', placeholder: 'cn-hangzhou', more: true },
      { path: 'callback_secret', kind: 'secret', hint: true, more: true },
      { path: 'rate.per_second', kind: 'number', more: true },
      { path: 'timeout_ms', kind: 'number', fallback: 10_000, more: true },
    ],
  },
  smpp: {
    channels: ['sms'],
    fields: [
      { path: 'host', needed: true, placeholder: 'smpp.example' },
      { path: 'port', kind: 'number', needed: true, fallback: 2775 },
      { path: 'tls', kind: 'switch', fallback: false, hint: true },
      { path: 'system_id', needed: true },
      { path: 'password', kind: 'secret', needed: true },
      { path: 'source', needed: true, placeholder: '10690000', hint: true },
      { path: 'message_ids', kind: 'choice', options: ['same', 'hex-then-decimal', 'decimal-then-hex'], fallback: 'same', hint: true, more: true },
      { path: 'parts', kind: 'choice', options: ['udh', 'sar'], fallback: 'udh', more: true },
      { path: 'system_type', more: true },
      { path: 'validity_minutes', kind: 'number', hint: true, more: true },
      { path: 'rate.per_second', kind: 'number', more: true },
      { path: 'timeout_ms', kind: 'number', fallback: 10_000, more: true },
    ],
  },
  email: {
    channels: ['email'],
    fields: [
      { path: 'host', needed: true, placeholder: 'smtp.example' },
      { path: 'port', kind: 'number', needed: true, fallback: 465 },
      { path: 'tls', kind: 'choice', options: ['implicit', 'start-tls', 'none'], fallback: 'implicit', hint: true },
      { path: 'username' },
      { path: 'password', kind: 'secret' },
      { path: 'from', needed: true, placeholder: 'service@shop.example' },
      { path: 'reply_to', more: true },
      { path: 'unsubscribe_mail', hint: true, more: true },
      { path: 'rate.per_second', kind: 'number', more: true },
      { path: 'timeout_ms', kind: 'number', fallback: 10_000, more: true },
    ],
  },
}

export type Typed = Record<string, string | number | boolean>
export type Settings = Record<string, unknown>

/** What the form begins with: the settings as they stand, else what is usual. */
export function typed(protocol: Protocol, settings: Settings | null): Typed {
  const form: Typed = {}
  for (const { path, fallback } of PROTOCOLS[protocol].fields) {
    let value: unknown = settings
    for (const part of path.split('.')) value = (value as Settings | null | undefined)?.[part]
    const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    form[path] = known ? value as Typed[string] : (settings ? '' : fallback ?? '')
  }
  return form
}

/** The settings to send. What was left empty is left out, so a secret stays; what the form has no field for is kept. */
export function settingsOf(protocol: Protocol, form: Typed, kept: Settings | null): Settings {
  const settings: Settings = structuredClone(kept?.kind === protocol ? kept : {})
  settings.kind = protocol
  for (const { path, kind } of PROTOCOLS[protocol].fields) {
    const parts = path.split('.')
    const last = parts.pop()!
    let at = settings
    for (const part of parts) at = (at[part] ??= {}) as Settings
    const value = form[path]
    const text = typeof value === 'string' ? value.trim() : value
    if (text === '' || text === undefined) delete at[last]
    else at[last] = kind === 'number' ? Number(text) : text
  }
  return pruned(settings)
}

/** Without groups in which nothing was typed. */
function pruned(settings: Settings): Settings {
  const entries = Object.entries(settings).map(([key, value]): [string, unknown] =>
    [key, typeof value === 'object' && value !== null ? pruned(value as Settings) : value])
  return Object.fromEntries(entries.filter(([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0))
}
