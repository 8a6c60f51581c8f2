// The nouns of the wire, as the server writes them. Times `*_at` are milliseconds UTC, money `*_fen`
// is an integer of fen, words are kebab-case. This file describes; it holds no behaviour.

export type Role = 'agent' | 'lead' | 'owner'
export type Platform =
  | 'general' | 'taobao' | 'jd' | 'pdd' | 'douyin' | 'kuaishou' | 'xiaohongshu' | 'own-site'
export type Locale = 'zh-CN' | 'en'
export type SendKey = 'enter' | 'ctrl-enter'

/** RFC 9457 problem; `code` is from one table of kebab-case words. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  fields?: Record<string, string>
  retry_after_s?: number
  findings?: Finding[]
}

export interface ShopBrief {
  id: string
  name: string
  role: Role
  platform: Platform
  zone: string
  answer_within_s: number
  head_seq: number
}

export interface Session {
  person: {
    id: string
    login: string
    name: string
    locale: Locale
    must_change_password: boolean
    settings: { send_key?: SendKey }
  }
  csrf: string
  shops: ShopBrief[]
  now_at: number
  version: string
}

export interface BuyerBrief { id: string; name: string; region: string | null }

export interface ConversationView {
  shop: string
  id: string
  buyer: BuyerBrief
  state: 'open' | 'closed'
  opened_at: number
  last_seq: number
  last_at: number
  last_from: Side | null
  last_text: string
  waiting_since_at: number | null
  unread: number
  starred: boolean
  buyer_delivered_seq: number
  buyer_read_seq: number
  agent_delivered_seq: number
  agent_read_seq: number
  buyer_online: boolean
  unpaid_orders: number
}

export type Side = 'buyer' | 'agent' | 'bot' | 'system'

export interface MessageView {
  id: string
  conversation: string
  seq: number
  from: Side
  author: { id: string; name: string } | null
  client_ref: string
  text: string
  at: number
}

export type Severity = 'hint' | 'warn' | 'error' | 'block'

export interface Fix {
  kind: 'replace' | 'rewrite'
  text: string
  safety: 'safe' | 'review' | 'placeholders'
}

/** `start` and `end` count Unicode scalar values, not UTF-16 units; 0..0 means the whole message. */
export interface Finding {
  rule: string
  category: string
  severity: Severity
  start: number
  end: number
  match: string
  message: string
  why: string
  fixes: Fix[]
}

export interface CheckResult { findings: Finding[]; points: number }

export interface CoachRule {
  code: string
  name: string
  category: string
  severity: Severity
  points: number
  platforms: string[]
  message: string
  why: string
  example_bad: string
  example_good: string
}

export type OrderStatus = 'unpaid' | 'paid' | 'shipped' | 'finished' | 'closed'

export interface OrderView {
  id: string
  platform: Platform
  number: string
  buyer: { id: string; name: string }
  status: OrderStatus
  kind: 'ordinary' | 'presale' | 'virtual'
  total_fen: number
  postage_fen: number
  refund_fen: number
  items: { title: string; sku?: string | null; quantity: number; price_fen?: number | null }[]
  quantity: number
  created_at: number
  paid_at: number | null
  closed_at: number | null
  close_at: number
  source: 'file' | 'hook'
  seen_at: number
  reminder: { state: StepState; reason: string; why: string; due_at: number } | null
}

export type OrderDetail = OrderView & { steps: StepView[] }
export type OrderCounts = Record<OrderStatus, number>

export type StepState =
  | 'planned' | 'claimed' | 'waiting' | 'sent' | 'skipped' | 'expired' | 'cancelled' | 'unknown'
export type Channel = 'chat' | 'sms' | 'phone' | 'email'

export interface StepView {
  id: string
  flow: 'payment' | 'inquiry'
  buyer: { id: string; name: string }
  orders: {
    id: string
    number: string
    title: string
    total_fen: number
    close_at: number
    status: OrderStatus
  }[]
  n: number
  channel: Channel
  angle: string | null
  slot: string | null
  due_at: number
  state: StepState
  reason: string
  why: string
  text: string | null
  decided_at: number | null
  conversation: string | null
  paid_at: number | null
}

export interface TaskView {
  id: string
  kind: 'confirm-unpaid'
  step: StepView
  opened_at: number
  due_at: number
  reachable: boolean
}

export type TaskOutcome = 'unpaid' | 'paid' | 'declined' | 'sent'

export interface RemindersView {
  day: string
  policy: { name: string; version: number | string }
  on: boolean
  figures: {
    unpaid_orders: number
    unpaid_fen: number
    closing_today: number
    planned_today: number
    next_due_at: number | null
    sent_today: number
    sent_paid: number
    not_reminded: number
  }
  hours: { hour: number; sent: number; planned: number; quiet: boolean }[]
  items: StepView[]
  tasks: TaskView[]
}

export interface BuyerView {
  id: string
  name: string
  region: string | null
  identities: { channel: string; external: string }[]
  opted_out_at: number | null
  blocked_at: number | null
  created_at: number
  orders: OrderView[]
  paid_count: number
  unpaid_count: number
  paid_fen: number
  next_step: StepView | null
}

export interface ProductInput {
  sku: string
  title: string
  price_fen: number | null
  stock: number | null
  promo_ends_at: number | null
  ship_cutoff: string | null
  ship_within_h: number | null
  eta_days: [number, number] | null
  material: string | null
  guarantees: string[]
  gifts: string[]
  colours_in_stock: string[]
}

export type ProductView = ProductInput & { id: string; seen_at: number }

export interface ImportReport {
  read: number
  new: number
  changed: number
  same: number
  refused: { line: number; reason: string }[]
  refused_total: number
}

export interface ShopSettingsView {
  name: string
  platform: Platform
  zone: string
  widget_origins: string[]
  welcome: string
  quick_questions: string[]
  answer_within_s: number
  ship_cutoff: string | null
  reminders_on: boolean
  embed: string
}

export type ShopSettingsPatch = Partial<Omit<ShopSettingsView, 'embed' | 'reminders_on'>>

export interface Member { person: { id: string; login: string; name: string }; role: Role }
