// The calls of the agents' side, one method each, named by what they do.
import type { Query, Requester } from './request'
import type {
  AddressList, AdviceView, AskedOften, AuditView, BenchAnswer, BenchRequest, BridgeView, BuyerFound, BuyerView,
  CallToNote, CheckResult, CoachRuleDetail, CoachRuleList, CoachRuleSettings, CoachRuleText, Colleague,
  ConcessionList, ConcessionView, ConsentSource, ConversationList, ConversationView, DismissalList, DismissalView,
  DryRunPart, DutyState, EffectView, EntryText, EntryView, Finding, FindingList, FindingToDismiss, Flag, Flow,
  FoundGoods, FoundMessage, GoodsColumn, GoodsPreview, GroupList, GroupView, HistoryBenchAnswer, HistoryBenchRequest,
  HoursToSet, ImportReport, JudgedFinding, LaterView, Locale, Member, MergePreview, MessageView, MySettings,
  NoticeToSet, OrderCounts, OrderDetail, OrderView, OutsideNote, PhraseDraft, PhraseFacts, PhraseFolder,
  PhraseImportReport, PhraseList, PhraseOutcomes, PhrasesChanged, PhrasesToChange, PhraseText, PhraseView, Platform,
  PlaybookSettings, PolicyCheck, PolicyState, PolicyText, PolicyToTry, ProductInput, ProductVersion, ProductView,
  ProviderView, RemindersView, RepliesToSet, ReviewVerdict, Role, ServiceView, Session, ShopBrief, ShopSettingsPatch, ShopSettingsView, StepFigures, TagColour,
  TagView, TaskOutcome, TaskView, TrialAnswer,
} from './types'

export type ImportKind = 'orders' | 'products'

export class ApiClient {
  constructor(private readonly http: Requester) {}

  // Session
  signIn = (login: string, password: string) =>
    this.http.send<Session>('POST', '/session', { login, password })
  session = () => this.http.send<Session>('GET', '/session')
  signOut = () => this.http.send<void>('DELETE', '/session')
  changePassword = (current: string, next: string) =>
    this.http.send<Session>('POST', '/session/password', { current, new: next })
  saveMySettings = (patch: { locale?: Locale; settings?: MySettings }) =>
    this.http.send<Session>('PATCH', '/session/settings', patch)

  // Conversations
  /** Every open conversation, the latest talk first; `head_seq` is where the log stood before the first was read. */
  conversations = async (shop: string): Promise<Pick<ConversationList, 'items' | 'head_seq' | 'closed'>> => {
    const page = (before?: string) => this.http.send<ConversationList>(
      'GET', `/shops/${shop}/conversations`, undefined, { state: 'open', limit: 500, before })
    let last = await page()
    const { items, head_seq, closed } = last
    while (last.next) {
      last = await page(last.next)
      items.push(...last.items)
    }
    return { items, head_seq, closed }
  }
  /** The conversations that were talked in last, of those that are closed. */
  closedConversations = (shop: string) => this.http.send<ConversationList>(
    'GET', `/shops/${shop}/conversations`, undefined, { state: 'closed', limit: 200 })
  conversation = (shop: string, id: string) =>
    this.http.send<ConversationView>('GET', `/shops/${shop}/conversations/${id}`)
  messages = (shop: string, id: string, query: { before_seq?: number; after_seq?: number; limit?: number }) =>
    this.http.send<{ items: MessageView[]; more: boolean }>(
      'GET', `/shops/${shop}/conversations/${id}/messages`, undefined, query)
  sendMessage = (shop: string, id: string, client_ref: string, text: string) =>
    this.http.send<{ message: MessageView; findings: Finding[] }>(
      'POST', `/shops/${shop}/conversations/${id}/messages`, { client_ref, text })
  /** A picture, which is drawn anew by the server, or a short film; what is neither it refuses. */
  sendPicture = (shop: string, id: string, client_ref: string, file: Blob, onProgress: (share: number) => void) => {
    const form = new FormData()
    form.set('client_ref', client_ref)
    form.set('file', file)
    return this.http.upload<{ message: MessageView; findings: Finding[] }>(
      `/shops/${shop}/conversations/${id}/pictures`, form, onProgress)
  }
  sendCard = (shop: string, id: string, client_ref: string, of: { product: string | null; order: string | null }) =>
    this.http.send<{ message: MessageView; findings: Finding[] }>(
      'POST', `/shops/${shop}/conversations/${id}/cards`, { client_ref, ...of })
  /** Where a picture stands; the browser brings the session along. */
  pictureUrl = (shop: string, id: string, size: 'small' | 'large') =>
    `/api/v1/shops/${shop}/pictures/${id}?size=${size}`
  markRead = (shop: string, id: string, seq: number) =>
    this.http.send<void>('POST', `/shops/${shop}/conversations/${id}/read`, { seq })
  star = (shop: string, id: string, starred: boolean) =>
    this.http.send<void>('POST', `/shops/${shop}/conversations/${id}/star`, { starred })
  closeConversation = (shop: string, id: string) =>
    this.http.send<void>('POST', `/shops/${shop}/conversations/${id}/close`, {})

  /** To a colleague, or to a group of the team. */
  transfer = (shop: string, id: string, to: { to: string } | { group: string }, note: string) =>
    this.http.send<void>('POST', `/shops/${shop}/conversations/${id}/transfer`, { ...to, note })
  takeBack = (shop: string, id: string) =>
    this.http.send<void>('DELETE', `/shops/${shop}/conversations/${id}/transfer`)
  takeOver = (shop: string, id: string) =>
    this.http.send<void>('POST', `/shops/${shop}/conversations/${id}/take`, {})
  addNote = (shop: string, id: string, client_ref: string, text: string) =>
    this.http.send<MessageView>('POST', `/shops/${shop}/conversations/${id}/notes`, { client_ref, text })
  recall = (shop: string, id: string, seq: number) =>
    this.http.send<MessageView>('POST', `/shops/${shop}/conversations/${id}/recall`, { seq })
  findMessages = (shop: string, q: string, limit: number, before_seq?: number) =>
    this.http.send<{ items: FoundMessage[]; more: boolean }>(
      'GET', `/shops/${shop}/messages`, undefined, { q, limit, before_seq })
  draft = (shop: string, id: string) =>
    this.http.send<{ text: string }>('GET', `/shops/${shop}/conversations/${id}/draft`)
  keepDraft = (shop: string, id: string, text: string) =>
    this.http.send<void>('PUT', `/shops/${shop}/conversations/${id}/draft`, { text })
  later = (shop: string, id: string) =>
    this.http.send<{ items: LaterView[] }>('GET', `/shops/${shop}/conversations/${id}/later`)
  sendLater = (shop: string, id: string, client_ref: string, text: string, due_at: number) =>
    this.http.send<LaterView>('POST', `/shops/${shop}/conversations/${id}/later`, { client_ref, text, due_at })
  dropLater = (shop: string, id: string, later: string) =>
    this.http.send<void>('DELETE', `/shops/${shop}/conversations/${id}/later/${later}`)

  snooze = (shop: string, id: string, until_at: number, remark: string) =>
    this.http.send<void>('PUT', `/shops/${shop}/conversations/${id}/snooze`, { until_at, remark })
  wake = (shop: string, id: string) =>
    this.http.send<void>('DELETE', `/shops/${shop}/conversations/${id}/snooze`)
  noteCall = (shop: string, id: string, body: CallToNote) =>
    this.http.send<MessageView>('POST', `/shops/${shop}/conversations/${id}/calls`, body)

  // Tags
  tags = (shop: string) => this.http.send<{ items: TagView[] }>('GET', `/shops/${shop}/tags`)
  addTag = (shop: string, body: { name: string; colour: TagColour }) =>
    this.http.send<TagView>('POST', `/shops/${shop}/tags`, body)
  changeTag = (shop: string, tag: string, body: { name?: string; colour?: TagColour; place?: number }) =>
    this.http.send<TagView>('PATCH', `/shops/${shop}/tags/${tag}`, body)
  removeTag = (shop: string, tag: string) => this.http.send<void>('DELETE', `/shops/${shop}/tags/${tag}`)
  /** Puts a tag on a conversation or a buyer, or takes it off. */
  setTag = (shop: string, of: 'conversations' | 'buyers', id: string, tag: string, on: boolean) =>
    this.http.send<void>(on ? 'PUT' : 'DELETE', `/shops/${shop}/${of}/${id}/tags/${tag}`)

  // Team
  team = (shop: string) => this.http.send<{ items: Colleague[] }>('GET', `/shops/${shop}/team`)
  setDuty = (shop: string, change: { state?: DutyState; capacity?: number; note?: string }) =>
    this.http.send<void>('PUT', `/shops/${shop}/duty`, change)

  groups = (shop: string) => this.http.send<GroupList>('GET', `/shops/${shop}/groups`)
  addGroup = (shop: string, body: { name: string; members: string[] }) =>
    this.http.send<GroupView>('POST', `/shops/${shop}/groups`, body)
  changeGroup = (shop: string, group: string, body: { name?: string; members?: string[] }) =>
    this.http.send<GroupView>('PATCH', `/shops/${shop}/groups/${group}`, body)
  removeGroup = (shop: string, group: string) => this.http.send<void>('DELETE', `/shops/${shop}/groups/${group}`)
  setGroupWait = (shop: string, minutes: number) =>
    this.http.send<void>('PUT', `/shops/${shop}/group-wait`, { minutes })

  // Phrases
  phrases = (shop: string) => this.http.send<PhraseList>('GET', `/shops/${shop}/phrases`)
  addPhrase = (shop: string, body: PhraseText) => this.http.send<PhraseView>('POST', `/shops/${shop}/phrases`, body)
  changePhrase = (shop: string, id: string, body: PhraseText) =>
    this.http.send<PhraseView>('PUT', `/shops/${shop}/phrases/${encodeURIComponent(id)}`, body)
  removePhrase = (shop: string, id: string) =>
    this.http.send<void>('DELETE', `/shops/${shop}/phrases/${encodeURIComponent(id)}`)
  /** Drawn anew by the server, as pictures of talks are. */
  setPhrasePicture = (shop: string, id: string, file: Blob) => {
    const form = new FormData()
    form.set('file', file)
    return this.http.send<PhraseView>('PUT', `/shops/${shop}/phrases/${encodeURIComponent(id)}/picture`, form)
  }
  dropPhrasePicture = (shop: string, id: string) =>
    this.http.send<PhraseView>('DELETE', `/shops/${shop}/phrases/${encodeURIComponent(id)}/picture`)
  phrasePictureUrl = (shop: string, picture: string, size: 'small' | 'large') =>
    `/api/v1/shops/${shop}/phrase-pictures/${picture}?size=${size}`
  sendPhrasePicture = (shop: string, id: string, client_ref: string, phrase: string) =>
    this.http.send<{ message: MessageView; findings: Finding[] }>(
      'POST', `/shops/${shop}/conversations/${id}/phrase-pictures`, { client_ref, phrase })
  phraseUsed = (shop: string, id: string, conversation: string | null = null) =>
    this.http.send<void>('POST', `/shops/${shop}/phrases/${encodeURIComponent(id)}/used`, { conversation })
  changePhrases = (shop: string, body: PhrasesToChange) =>
    this.http.send<PhrasesChanged>('POST', `/shops/${shop}/phrases/bulk`, body)
  suggestPhrase = (shop: string, text: string, asked: string | null) =>
    this.http.send<PhraseDraft>('POST', `/shops/${shop}/phrases/suggest`, { text, asked })
  setPhraseFolders = (shop: string, folders: PhraseFolder[]) =>
    this.http.send<{ folders: string[] }>('PUT', `/shops/${shop}/phrase-folders`, { folders })
  phraseOutcomes = (shop: string) => this.http.send<PhraseOutcomes>('GET', `/shops/${shop}/phrase-outcomes`)
  askedOften = (shop: string) => this.http.send<{ items: AskedOften[] }>('GET', `/shops/${shop}/phrase-questions`)
  putQuestionAside = (shop: string, question: string, aside: boolean) =>
    this.http.send<void>('PUT', `/shops/${shop}/phrase-questions`, { question, aside })
  /** Where the browser fetches them as a file. */
  phraseExport = (shop: string) => `/api/v1/shops/${shop}/phrases/export`
  importPhrases = (shop: string, file: File, how: { dry_run: boolean; scope?: 'shop' | 'mine' }, onProgress: (share: number) => void) => {
    const form = new FormData()
    form.set('file', file)
    const query = new URLSearchParams({ dry_run: String(how.dry_run), ...(how.scope ? { scope: how.scope } : {}) })
    return this.http.upload<PhraseImportReport>(`/shops/${shop}/imports/phrases?${query}`, form, onProgress)
  }
  /** What the desk advises for a talk now: who she is, the next steps, how far the bargaining went. */
  advice = (shop: string, id: string) =>
    this.http.send<AdviceView>('GET', `/shops/${shop}/conversations/${id}/advice`)
  tellAdvice = (shop: string, id: string, told: { key: string; technique: string; outcome: 'taken' | 'edited' | 'ignored'; message?: string }) =>
    this.http.send<void>('PUT', `/shops/${shop}/conversations/${id}/advice/outcome`, told)
  correctType = (shop: string, buyer: string, axis: string, value: string | null) =>
    this.http.send<void>('PUT', `/shops/${shop}/buyers/${buyer}/type`, { axis, value })
  setProfile = (shop: string, buyer: string, off: boolean) =>
    this.http.send<void>('PUT', `/shops/${shop}/buyers/${buyer}/profile`, { off })
  promise = (shop: string, buyer: string, made: { text: string; conversation: string }) =>
    this.http.send<void>('POST', `/shops/${shop}/buyers/${buyer}/promises`, made)
  keepPromise = (shop: string, buyer: string, promise: string) =>
    this.http.send<void>('DELETE', `/shops/${shop}/buyers/${buyer}/promises/${promise}`)
  askConcession = (shop: string, id: string, asked: { stage: string; product: string | null; price_fen: number | null }) =>
    this.http.send<ConcessionView>('POST', `/shops/${shop}/conversations/${id}/concessions`, asked)
  concessions = (shop: string, query: { state?: string; from?: string; to?: string }) =>
    this.http.send<ConcessionList>('GET', `/shops/${shop}/concessions`, undefined, query)
  decideConcession = (shop: string, id: string, decided: { approve: boolean; remark: string }) =>
    this.http.send<ConcessionView>('POST', `/shops/${shop}/concessions/${id}/decision`, decided)
  stepFigures = (shop: string, query: { from?: string; to?: string }) =>
    this.http.send<{ items: StepFigures[] }>('GET', `/shops/${shop}/playbook/figures`, undefined, query)
  playbookSettings = (shop: string) => this.http.send<PlaybookSettings>('GET', `/shops/${shop}/settings/playbook`)
  savePlaybookSettings = (shop: string, settings: PlaybookSettings) =>
    this.http.send<PlaybookSettings>('PUT', `/shops/${shop}/settings/playbook`, settings)

  phraseFacts = (shop: string, conversation: string) =>
    this.http.send<PhraseFacts>('GET', `/shops/${shop}/conversations/${conversation}/phrase-facts`)

  shopPhraseFacts = (shop: string, product?: string) =>
    this.http.send<PhraseFacts>('GET', `/shops/${shop}/phrase-facts`, undefined, { product })

  // Talks from elsewhere
  outsideNotes = (shop: string, q = '') =>
    this.http.send<{ items: OutsideNote[] }>('GET', `/shops/${shop}/outside-notes`, undefined, { q })
  writeOutsideNote = (shop: string, name: string, text: string) =>
    this.http.send<void>('PUT', `/shops/${shop}/outside-notes`, { name, text })
  bridge = (shop: string) => this.http.send<BridgeView>('GET', `/shops/${shop}/bridge`)
  setBridge = (shop: string, push_url: string | null) =>
    this.http.send<BridgeView>('PUT', `/shops/${shop}/bridge`, { push_url })
  deliverAgain = (shop: string, conversation: string, seq: number) =>
    this.http.send<void>('POST', `/shops/${shop}/conversations/${conversation}/undelivered/${seq}/again`)

  // Buyers
  buyer = (shop: string, id: string) => this.http.send<BuyerView>('GET', `/shops/${shop}/buyers/${id}`)
  findBuyers = (shop: string, q: string) =>
    this.http.send<{ items: BuyerFound[] }>('GET', `/shops/${shop}/buyers`, undefined, { q })
  previewMerge = (shop: string, id: string, other: string) =>
    this.http.send<MergePreview>('GET', `/shops/${shop}/buyers/${id}/merge/${other}`)
  mergeBuyers = (shop: string, id: string, other: string) =>
    this.http.send<BuyerView>('POST', `/shops/${shop}/buyers/${id}/merge/${other}`, {})
  splitBuyer = (shop: string, id: string) => this.http.send<BuyerView>('POST', `/shops/${shop}/buyers/${id}/split`, {})
  changeBuyer = (shop: string, id: string, patch: { name?: string; opted_out?: boolean; blocked?: boolean }) =>
    this.http.send<BuyerView>('PATCH', `/shops/${shop}/buyers/${id}`, patch)

  addresses = (shop: string, buyer: string) =>
    this.http.send<AddressList>('GET', `/shops/${shop}/buyers/${buyer}/addresses`)
  addAddress = (shop: string, buyer: string, body: {
    kind: 'mobile' | 'email'; value: string; notice: boolean; promotion: boolean; source?: ConsentSource
  }) => this.http.send<AddressList>('POST', `/shops/${shop}/buyers/${buyer}/addresses`, body)
  changeAddress = (shop: string, buyer: string, mark: string, body: { notice?: boolean; promotion?: boolean; source?: ConsentSource }) =>
    this.http.send<AddressList>('PATCH', `/shops/${shop}/buyers/${buyer}/addresses/${mark}`, body)

  // Coach
  coachCheck = (shop: string, body: { text: string; conversation?: string; buyer?: string; product?: string }) =>
    this.http.send<CheckResult>('POST', `/shops/${shop}/coach/check`, body)
  coachRules = (shop: string) => this.http.send<CoachRuleList>('GET', `/shops/${shop}/coach/rules`)
  coachRule = (shop: string, code: string) =>
    this.http.send<CoachRuleDetail>('GET', `/shops/${shop}/coach/rules/${encodeURIComponent(code)}`)
  addCoachRule = (shop: string, body: CoachRuleText) =>
    this.http.send<CoachRuleDetail>('POST', `/shops/${shop}/coach/rules`, body)
  changeCoachRule = (shop: string, code: string, body: CoachRuleText) =>
    this.http.send<CoachRuleDetail>('PUT', `/shops/${shop}/coach/rules/${encodeURIComponent(code)}`, body)
  removeCoachRule = (shop: string, code: string) =>
    this.http.send<void>('DELETE', `/shops/${shop}/coach/rules/${encodeURIComponent(code)}`)
  setCoachRule = (shop: string, code: string, body: CoachRuleSettings) =>
    this.http.send<CoachRuleDetail>('PUT', `/shops/${shop}/coach/rules/${encodeURIComponent(code)}/settings`, body)
  resetCoachRule = (shop: string, code: string) =>
    this.http.send<CoachRuleDetail>('DELETE', `/shops/${shop}/coach/rules/${encodeURIComponent(code)}/settings`)
  bench = (shop: string, body: BenchRequest) =>
    this.http.send<BenchAnswer>('POST', `/shops/${shop}/coach/bench`, body)
  benchHistory = (shop: string, body: HistoryBenchRequest) =>
    this.http.send<HistoryBenchAnswer>('POST', `/shops/${shop}/coach/bench/history`, body)
  dismissFinding = (shop: string, conversation: string, body: FindingToDismiss) =>
    this.http.send<DismissalView>('POST', `/shops/${shop}/conversations/${conversation}/coach/dismiss`, body)
  dismissals = (shop: string, query: Query) =>
    this.http.send<DismissalList>('GET', `/shops/${shop}/coach/dismissals`, undefined, query)
  allowDismissed = (shop: string, id: string, words?: string) =>
    this.http.send<DismissalView>('POST', `/shops/${shop}/coach/dismissals/${id}/allow`, { words })
  undoDismissal = (shop: string, id: string) =>
    this.http.send<void>('DELETE', `/shops/${shop}/coach/dismissals/${id}`)
  coachFindings = (shop: string, query: Query) =>
    this.http.send<FindingList>('GET', `/shops/${shop}/coach/findings`, undefined, query)
  reviewFinding = (shop: string, finding: { message: string; n: number }, verdict: ReviewVerdict, note = '') =>
    this.http.send<JudgedFinding>(
      'POST', `/shops/${shop}/coach/findings/${finding.message}/${finding.n}/review`, { verdict, note })
  appealFinding = (shop: string, finding: { message: string; n: number }, note = '') =>
    this.http.send<JudgedFinding>(
      'POST', `/shops/${shop}/coach/findings/${finding.message}/${finding.n}/appeal`, { note })
  audit = (shop: string, query: Query) =>
    this.http.send<AuditView>('GET', `/shops/${shop}/coach/audit`, undefined, query)

  // Orders and products
  orders = (shop: string, query: Query) =>
    this.http.send<{ items: OrderView[]; more: boolean; next?: string | null; counts: OrderCounts }>(
      'GET', `/shops/${shop}/orders`, undefined, query)
  markOrder = (shop: string, id: string, body: { flag?: Flag | null; remark?: string }) =>
    this.http.send<OrderView>('PATCH', `/shops/${shop}/orders/${id}/mark`, body)
  /** The line that checks a paid order with its buyer; nothing is sent. */
  orderCheck = (shop: string, id: string) =>
    this.http.send<{ text: string }>('GET', `/shops/${shop}/orders/${id}/check`)
  order = (shop: string, id: string) => this.http.send<OrderDetail>('GET', `/shops/${shop}/orders/${id}`)
  products = (shop: string, q = '') =>
    this.http.send<{ items: ProductView[] }>('GET', `/shops/${shop}/products`, undefined, { q })
  addProduct = (shop: string, input: ProductInput) =>
    this.http.send<ProductView>('POST', `/shops/${shop}/products`, input)
  changeProduct = (shop: string, id: string, input: ProductInput) =>
    this.http.send<ProductView>('PATCH', `/shops/${shop}/products/${id}`, input)
  /** Goods and terms that fit a question best, with the places of the questions that answer it. */
  findGoods = (shop: string, q: string, limit = 20) =>
    this.http.send<FoundGoods>('GET', `/shops/${shop}/goods`, undefined, { q, limit })
  productVersions = (shop: string, id: string) =>
    this.http.send<{ items: ProductVersion[] }>('GET', `/shops/${shop}/products/${id}/versions`)
  takeProductBack = (shop: string, id: string, version: number) =>
    this.http.send<ProductView>('POST', `/shops/${shop}/products/${id}/back`, { version })
  previewGoods = (shop: string, file: File, onProgress: (share: number) => void) => {
    const form = new FormData()
    form.set('file', file)
    return this.http.upload<GoodsPreview>(`/shops/${shop}/imports/products/preview`, form, onProgress)
  }
  importGoods = (
    shop: string, file: File, how: { columns: Record<string, GoodsColumn>; dry_run: boolean }, onProgress: (share: number) => void,
  ) => {
    const form = new FormData()
    form.set('columns', JSON.stringify(how.columns))
    form.set('file', file)
    return this.http.upload<ImportReport>(`/shops/${shop}/imports/products?dry_run=${how.dry_run}`, form, onProgress)
  }
  knowledge = (shop: string) => this.http.send<{ items: EntryView[] }>('GET', `/shops/${shop}/knowledge`)
  /** A new entry without an id. */
  putEntry = (shop: string, id: string | null, entry: EntryText) => {
    const { kind, platform, title, text, source } = entry
    const path = `/shops/${shop}/knowledge${id ? `/${id}` : ''}`
    return this.http.send<EntryView>(id ? 'PUT' : 'POST', path, { kind, platform, title, text, source })
  }
  removeEntry = (shop: string, id: string) => this.http.send<void>('DELETE', `/shops/${shop}/knowledge/${id}`)
  takeStarterKnowledge = (shop: string) =>
    this.http.send<{ items: EntryView[] }>('POST', `/shops/${shop}/knowledge/starter`)
  removeProduct = (shop: string, id: string) => this.http.send<void>('DELETE', `/shops/${shop}/products/${id}`)
  importFile = (shop: string, kind: ImportKind, file: File, onProgress: (share: number) => void) => {
    const form = new FormData()
    form.set('file', file)
    return this.http.upload<ImportReport>(`/shops/${shop}/imports/${kind}`, form, onProgress)
  }

  // Reminders
  reminders = (shop: string, query: { day?: string; state?: string; limit?: number }) =>
    this.http.send<RemindersView>('GET', `/shops/${shop}/reminders`, undefined, query)
  tasks = (shop: string, conversation?: string) =>
    this.http.send<{ items: TaskView[] }>('GET', `/shops/${shop}/tasks`, undefined, { conversation })
  answerTask = (shop: string, id: string, outcome: TaskOutcome) =>
    this.http.send<TaskView>('POST', `/shops/${shop}/tasks/${id}`, { outcome })
  takeTask = (shop: string, id: string) =>
    this.http.send<{ task: TaskView; number: string }>('POST', `/shops/${shop}/tasks/${id}/take`)
  policies = (shop: string) => this.http.send<{ items: PolicyState[] }>('GET', `/shops/${shop}/reminders/policies`)
  policy = (shop: string, version: number, flow: Flow = 'payment') =>
    this.http.send<PolicyText>('GET', `/shops/${shop}/reminders/policies/${version}`, undefined, { flow })
  savePolicy = (shop: string, body: { flow: Flow; toml: string; note: string; base: number }) =>
    this.http.send<PolicyText>('POST', `/shops/${shop}/reminders/policies`, body)
  checkPolicy = (shop: string, flow: Flow, toml: string) =>
    this.http.send<PolicyCheck>('POST', `/shops/${shop}/reminders/policies/check`, { flow, toml })
  dryRunPolicy = (shop: string, body: PolicyToTry) =>
    this.http.send<DryRunPart>('POST', `/shops/${shop}/reminders/policies/dry-run`, body)
  startPolicy = (shop: string, flow: Flow, version: number, revision: number) =>
    this.http.send<void>('POST', `/shops/${shop}/reminders/policies/start`, { flow, version, revision })
  stopPolicy = (shop: string, flow: Flow, revision: number) =>
    this.http.send<void>('POST', `/shops/${shop}/reminders/policies/stop`, { flow, revision })
  effect = (shop: string, query: { from?: string; to?: string }) =>
    this.http.send<EffectView>('GET', `/shops/${shop}/reminders/effect`, undefined, query)
  resumeReminders = (shop: string, revision: number, why: string) =>
    this.http.send<void>('POST', `/shops/${shop}/reminders/effect/resume`, { revision, why })
  switchReminders = (shop: string, on: boolean) =>
    this.http.send<void>('POST', `/shops/${shop}/reminders/switch`, { on })

  // Settings
  shopSettings = (shop: string) => this.http.send<ShopSettingsView>('GET', `/shops/${shop}/settings`)
  saveShopSettings = (shop: string, patch: ShopSettingsPatch) =>
    this.http.send<ShopSettingsView>('PATCH', `/shops/${shop}/settings`, patch)
  service = (shop: string) => this.http.send<ServiceView>('GET', `/shops/${shop}/service`)
  setHours = (shop: string, body: HoursToSet) => this.http.send<ServiceView>('PUT', `/shops/${shop}/service/hours`, body)
  setReplies = (shop: string, body: RepliesToSet) =>
    this.http.send<ServiceView>('PUT', `/shops/${shop}/service/replies`, body)
  setNotice = (shop: string, body: NoticeToSet) =>
    this.http.send<ServiceView>('PUT', `/shops/${shop}/service/notice`, body)
  rotateSecret = (shop: string, which: 'hook' | 'identity' | 'channel') =>
    this.http.send<{ secret: string }>('POST', `/shops/${shop}/settings/secrets/${which}`, {})
  providers = (shop: string) => this.http.send<{ items: ProviderView[] }>('GET', `/shops/${shop}/providers`)
  addProvider = (shop: string, body: { channel: string; name: string; on: boolean; settings: Record<string, unknown> }) =>
    this.http.send<ProviderView>('POST', `/shops/${shop}/providers`, body)
  changeProvider = (shop: string, id: string, body: { name?: string; on?: boolean; settings?: Record<string, unknown> }) =>
    this.http.send<ProviderView>('PATCH', `/shops/${shop}/providers/${id}`, body)
  removeProvider = (shop: string, id: string) => this.http.send<void>('DELETE', `/shops/${shop}/providers/${id}`)
  tryProvider = (shop: string, id: string, to: string) =>
    this.http.send<TrialAnswer>('POST', `/shops/${shop}/providers/${id}/try`, { to })
  members = (shop: string) => this.http.send<{ items: Member[] }>('GET', `/shops/${shop}/members`)
  addMember = (shop: string, body: { login: string; name: string; role: Role }) =>
    this.http.send<{ member: Member; one_time_password: string | null }>('POST', `/shops/${shop}/members`, body)
  changeMember = (shop: string, person: string, role: Role) =>
    this.http.send<Member>('PATCH', `/shops/${shop}/members/${person}`, { role })
  removeMember = (shop: string, person: string) =>
    this.http.send<void>('DELETE', `/shops/${shop}/members/${person}`)
  addShop = (name: string, platform: Platform) => this.http.send<ShopBrief>('POST', '/shops', { name, platform })
}
