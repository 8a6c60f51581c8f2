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
/** Some of a team, to whom a talk is handed as one. */
export type GroupView = Schemas['GroupView']
export type GroupList = Schemas['GroupList']
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

/** A buyer that was looked for. */
export type BuyerFound = Schemas['BuyerFound']
/** One of the buyers that are one person. */
export type BuyerPart = Schemas['BuyerPart']
export type Belongings = Schemas['Belongings']
export type MergePreview = Schemas['MergePreview']
export type BuyerView = Schemas['BuyerView']
export type AddressView = Schemas['AddressView']
export type AddressList = Schemas['AddressList']
export type ConsentSource = Schemas['ConsentSource']

export type ProviderView = Schemas['ProviderView']
export type TrialAnswer = Schemas['TrialAnswer']

export type ProductView = Schemas['ProductView']
export type ProductInput = Schemas['ProductPatch']

export type ImportReport = Schemas['ImportAnswer']

export type ShopSettingsView = Schemas['SettingsView']
export type ShopSettingsPatch = Partial<Omit<ShopSettingsView, 'embed' | 'reminders_on'>>

export type Member = Schemas['Member']

/** What a column of a shop's table of goods may mean. */
export type GoodsColumn = Schemas['GoodsColumn']
export type GoodsPreview = Schemas['PreviewView']
export type KnowledgeView = Schemas['KnowledgeView']
export type KnowledgePatch = Schemas['KnowledgePatch']
export type FoundGoods = Schemas['FoundGoodsView']
export type ProductVersion = Schemas['ProductVersionView']
/** What a shop knows beside its goods. */
export type EntryView = Schemas['EntryView']
export type EntryKind = Schemas['KnowledgeKind']
export type EntryText = Schemas['EntryText']

export type AdviceAxis = Schemas['AdviceAxis']
export type AdviceReading = Schemas['AdviceReading']
export type AdviceFact = Schemas['AdviceFact']
export type AdviceConcession = Schemas['AdviceConcession']
export type AdviceComparison = Schemas['AdviceComparison']
export type AdviceCard = Schemas['AdviceCard']
export type AdviceLadder = Schemas['AdviceLadder']
export type AdviceRemember = Schemas['AdviceRemember']
export type AdviceView = Schemas['AdviceView']
export type ConcessionView = Schemas['ConcessionView']
export type ConcessionList = Schemas['ConcessionList']
export type StepFigures = Schemas['StepFigures']
export type PlaybookSettings = Schemas['PlaybookSettings']
