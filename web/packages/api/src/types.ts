// The nouns of the wire by the names the pages use, taken from the server's own document: `npm run gen`
// writes schema.d.ts, and what does not fit any more fails the type check. Times `*_at` are milliseconds
// UTC, money `*_fen` is an integer of fen, words are kebab-case. This file describes; it has no behaviour.
import type { components } from './schema'

type Schemas = components['schemas']

export type Role = Schemas['Role']
export type Platform = Schemas['Platform']
export type Locale = 'zh-CN' | 'en'
export type SendKey = 'enter' | 'ctrl-enter'
/** How a person is told that a buyer waits; `words`: a notification shows who and what. */
export interface NoticeSettings { sound: boolean; desktop: boolean; words: boolean }
/** The personal settings that the desk knows; the server keeps others untouched. */
export interface MySettings { send_key?: SendKey; notices?: Partial<NoticeSettings> }

/** RFC 9457 problem; `code` is from one table of kebab-case words. */
export type Problem = Schemas['Problem']

export type ShopBrief = Schemas['ShopBrief']
/** The session, with the settings as the desk knows them. */
export type Session = Omit<Schemas['Session'], 'person'> & {
  person: Omit<Schemas['Me'], 'settings'> & { settings: MySettings }
}

export type Side = Schemas['Side']
export type ConversationList = Schemas['ConversationList']
export type ConversationView = Schemas['ConversationView']
export type MessageView = Schemas['MessageView']
/** What a line about a talk tells. */
export type TalkLine = Schemas['TalkLine']

/** A message that was looked for, with whose talk it stands in. */
export type FoundMessage = Schemas['Found']
/** A reply that waits for its moment. */
export type LaterView = Schemas['LaterView']

/** One of a shop's tags. */
export type TagView = Schemas['TagView']
export type TagColour = Schemas['TagColour']
/** 旗帜 of an order. */
export type Flag = Schemas['Flag']
export type CallWay = Schemas['CallWay']
export type CallEnd = Schemas['CallEnd']
export type CallToNote = Schemas['CallToNote']

export type Colleague = Schemas['Colleague']
/** When a shop serves, what it says by itself, and the line at the head of its chat. */
export type ServiceView = Schemas['ServiceView']
export type OpenSpan = Schemas['OpenSpan']
export type HolidayHours = Schemas['HolidayHours']
export type HoursToSet = Schemas['HoursToSet']
export type RepliesToSet = Schemas['RepliesToSet']
export type NoticeToSet = Schemas['NoticeToSet']
export type AutoKind = Schemas['AutoKind']
export type DutyState = Schemas['DutyState']

export type PhraseView = Schemas['PhraseView']
export type PhraseList = Schemas['PhraseList']
export type PhraseText = Schemas['PhraseToWrite']
export type PhraseFacts = Schemas['PhraseFacts']
export type PhraseOutcomes = Schemas['PhraseOutcomes']
export type PhraseDraft = Schemas['PhraseDraft']
export type PhraseFolder = Schemas['PhraseFolder']
export type PhrasesToChange = Schemas['PhrasesToChange']
export type PhrasesChanged = Schemas['PhrasesChanged']
export type PhraseImportReport = Schemas['PhraseImportAnswer']
export type AskedOften = Schemas['AskedOften']
export type OutsideNote = Schemas['OutsideNote']
export type BridgeView = Schemas['BridgeView']

export type Severity = Schemas['FindingSeverity']
export type Fix = Schemas['Fix']
/** `start` and `end` count Unicode scalar values, not UTF-16 units; 0..0 means the whole message. */
export type Finding = Schemas['Finding']
export type CheckResult = Schemas['Checked']
export type CoachRule = Schemas['RuleView']
export type CoachRuleList = Schemas['RuleList']
export type CoachRuleDetail = Schemas['RuleDetail']
export type CoachRuleText = Schemas['RuleToWrite']
export type CoachRuleSettings = Schemas['RuleSettings']
export type RuleStatus = Schemas['RuleStatus']
export type RuleFault = Schemas['RuleFault']
export type BenchRequest = Schemas['Bench']
export type BenchAnswer = Schemas['BenchAnswer']
export type HistoryBenchRequest = Schemas['HistoryBench']
export type HistoryBenchAnswer = Schemas['HistoryAnswer']
export type DismissReason = Schemas['DismissReason']
export type FindingToDismiss = Schemas['FindingToDismiss']
export type DismissalView = Schemas['DismissalView']
/** What would be found in a draft, had it not been put aside in its talk. */
export type PutAside = Schemas['PutAside']
export type DismissalList = Schemas['DismissalList']
export type FindingState = Schemas['FindingState']
/** A finding of a sent message; `message` and `n` name it. */
export type JudgedFinding = Schemas['JudgedFinding']
export type FindingList = Schemas['FindingList']
export type AuditView = Schemas['AuditView']
export type AuditedFinding = Schemas['AuditedFinding']
export type ReviewVerdict = Schemas['ReviewVerdict']

export type OrderStatus = Schemas['OrderStatus']
export type OrderView = Schemas['OrderView']
export type OrderDetail = Schemas['OrderWithSteps']
export type OrderCounts = Schemas['OrderCounts']

export type StepState = Schemas['StepState']
export type Channel = Schemas['Channel']
export type StepView = Schemas['StepView']
export type TaskView = Schemas['TaskView']
export type Flow = Schemas['Flow']
export type TaskOutcome = Schemas['TaskOutcome']
export type RemindersView = Schemas['RemindersView']
export type EffectView = Schemas['EffectView']
export type PolicyState = Schemas['PolicyState']
export type PolicyText = Schemas['PolicyText']
export type PolicyCheck = Schemas['PolicyCheck']
export type TriedExample = Schemas['TriedExample']
export type DryRunPart = Schemas['DryRunPart']
export type DryDecision = Schemas['DryDecision']
export type DryLine = Schemas['DryLine']
export type DryShow = Schemas['DryShow']
export type PolicyToTry = Schemas['PolicyToTry']

export type BuyerView = Schemas['BuyerView']
export type AddressView = Schemas['AddressView']
export type AddressList = Schemas['AddressList']
export type ConsentSource = Schemas['ConsentSource']

export type ProviderView = Schemas['ProviderView']
export type TrialAnswer = Schemas['TrialAnswer']

export type ProductView = Schemas['ProductView']
export type ProductInput = Omit<ProductView, 'id' | 'seen_at'>

export type ImportReport = Schemas['ImportAnswer']

export type ShopSettingsView = Schemas['SettingsView']
export type ShopSettingsPatch = Partial<Omit<ShopSettingsView, 'embed' | 'reminders_on'>>

export type Member = Schemas['Member']

export interface AdviceEvidenceWords { kind: 'words'; message: string; quote: string }
export interface AdviceEvidenceOrder { kind: 'order'; order: string; number: string }
export interface AdviceAxis { axis: string; value: string | null; confidence_pct: number; corrected: boolean; evidence: (AdviceEvidenceWords | AdviceEvidenceOrder)[] }
export interface AdviceReading { off: boolean; axes: AdviceAxis[]; changed: { axis: string; from: string; to: string }[] }
export interface AdviceFact { name: string; value: string; seen_at: number; source: string }
export interface AdviceConcession { id: string | null; stage: string; product: string | null; cost_fen: number; price_fen: number | null; needs_approval: boolean; state: 'asked' | 'approved' | 'refused' | null }
export interface AdviceComparison { titles: string[]; rows: { name: string; values: (string | null)[] }[] }
export interface AdviceCard { key: string; technique: string; need: string | null; why: string; line: string; facts: AdviceFact[]; products: string[]; order: string | null; comparison: AdviceComparison | null; concession: AdviceConcession | null }
export interface AdviceLadder { reached: string | null; next: string | null; presses: number; spent_fen: number; stages: { stage: string; state: 'done' | 'next' | 'later' | 'off' }[] }
export interface AdviceRemember { last_purchase: { order: string; title: string; options: string; at: number } | null; sizes: string[]; promises: { id: string; text: string; at: number }[]; last_talk: { at: number; outcome: string } | null }
export interface AdviceView { reading: AdviceReading; cards: AdviceCard[]; held: { technique: string; missing: string[] }[]; ladder: AdviceLadder | null; remember: AdviceRemember }
export interface Named { id: string; name: string }
export interface ConcessionView { id: string; stage: string; state: 'asked' | 'approved' | 'refused' | 'made'; conversation: string; buyer: Named; product: { id: string; title: string } | null; price_fen: number | null; cost_fen: number; asked_by: Named; asked_at: number; decided_by: Named | null; decided_at: number | null; remark: string; floor_fen: number | null }
export interface ConcessionList { items: ConcessionView[]; figures: { waiting: number; cost_fen: number; by_stage: { stage: string; count: number; cost_fen: number }[]; by_agent: { id: string; name: string; count: number; cost_fen: number }[] } }
export interface StepFigures { technique: string; shown: number; taken: number; edited: number; ignored: number; orders_after_taken: number; orders_after_left: number; conversations: { conversation: string; buyer_name: string; at: number; outcome: string }[] }
export interface PlaybookSettings { on: boolean; unpaid_buyers: 'remind' | 'report' | 'warn' | 'let-be'; ladder: { explain: boolean; compare: boolean; kindness: { gift: string; cost_fen: number } | null; coupon: { off_fen: number; terms: string; cost_fen: number } | null; floor: boolean } }
