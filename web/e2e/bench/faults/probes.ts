// What nobody may do, tried again and again while the server dies and rises: across shops, above one's role, with
// another's talk or words, without a session. Every answer but a refusal breaks a promise.
import type { AgentPage } from './agent'
import type { BuyerPage } from './buyer'
import { Seeded, pause } from '../seeded'
import { socketProbes } from './probes/sockets'
import { STRANGER } from './witness'
import { ask, type Answer, type ShopKey, type World } from './world'

export interface People { agents: readonly AgentPage[]; buyers: readonly BuyerPage[] }

/** Tries once. None: the server was away. Otherwise what was wrong with the answer, or nothing. */
export type Try = () => Promise<string | null | undefined>

export interface Probe { name: string; try: Try }

export interface Tried { name: string; refused: number; unanswered: number }

export class Prober {
  readonly tried: Tried[]
  private readonly chance: Seeded
  private readonly probes: Probe[]

  constructor(private readonly world: World, people: People) {
    this.chance = new Seeded(world.seed, 'prober')
    this.probes = [...httpProbes(world, people, this.chance), ...socketProbes(world, people, this.chance)]
    this.tried = this.probes.map(({ name }) => ({ name, refused: 0, unanswered: 0 }))
  }

  async live(): Promise<void> {
    while (!this.world.over) {
      await pause(this.chance.within(150, 700))
      await this.one(this.chance.below(this.probes.length))
    }
  }

  /** Each of them, with the server up. */
  async all(): Promise<void> {
    for (let n = 0; n < this.probes.length; n++) await this.one(n)
  }

  private async one(n: number): Promise<void> {
    const wrong = await this.probes[n]!.try()
    const count = this.tried[n]!
    if (wrong === null) count.unanswered++
    else if (wrong === undefined) count.refused++
    else this.world.wrong.push(`${count.name}: ${wrong}`)
  }
}

/** The other shop's talks, as somebody of theirs sees them. */
function theirs(people: People, shop: ShopKey, chance: Seeded) {
  const insider = people.agents.find((one) => one.who.shops.includes(shop))!
  return chance.pick([...insider.list.values()].filter((one) => one.shop === insider.shops[insider.who.shops.indexOf(shop)]))
}

function httpProbes(world: World, people: People, chance: Seeded): Probe[] {
  const by = (login: string) => people.agents.find((one) => one.who.login === login)!
  const [agentA, leadA, agentB, ownerB] = [by('yunyun'), by('acheng'), by('hemiao'), by('dongjia')]
  const { A, B } = world.shops
  const refused = async (who: AgentPage, code: string, method: string, path: string, body?: unknown) =>
    judge(await who.ask(method, path, body), code)
  const across = (name: string, make: (talk: string, buyer: string, seq: number) => [string, string, unknown?]): Probe[] =>
    ([[agentB, 'A', A], [ownerB, 'A', A], [agentA, 'B', B], [leadA, 'B', B]] as const).flatMap(([who, key, shop]) => {
      const own = who.shops[0]!
      // By the other shop's name, and by her own shop's with the other's thing.
      return [shop, own].map((named): Probe => ({
        name: `${who.who.role} of ${who.who.shops.join()}: ${name} of ${key}${named === own ? ' by her own shop' : ''}`,
        try: async () => {
          const one = theirs(people, key, chance)
          if (!one) return null
          const [method, path, body] = make(one.id, one.buyer.id, one.last_seq)
          return refused(who, 'not-found', method, `shops/${named}/${path}`, body)
        },
      }))
    })
  const above = (who: AgentPage, method: string, path: string, body?: unknown): Probe => ({
    name: `${who.who.role}: ${method} ${path}`,
    try: () => refused(who, 'forbidden', method, `shops/${who.shops[0]}/${path}`, body),
  })
  return [
    ...across('read a talk', (talk) => ['GET', `conversations/${talk}`]),
    ...across('read the words', (talk) => ['GET', `conversations/${talk}/messages?limit=100`]),
    ...across('say something in a talk', (talk) => ['POST', `conversations/${talk}/messages`, { client_ref: 'probe', text: '您好' }]),
    ...across('note in a talk', (talk) => ['POST', `conversations/${talk}/notes`, { client_ref: 'probe', text: '备注' }]),
    ...across('take a talk', (talk) => ['POST', `conversations/${talk}/take`, {}]),
    ...across('hand on a talk', (talk) => ['POST', `conversations/${talk}/transfer`, { to: ownerB.id, note: '' }]),
    ...across('take words back', (talk, _, seq) => ['POST', `conversations/${talk}/recall`, { seq }]),
    ...across('read a draft', (talk) => ['GET', `conversations/${talk}/draft`]),
    ...across('a buyer', (_, buyer) => ['GET', `buyers/${buyer}`]),
    ...([['GET', 'conversations'], ['GET', 'messages?q=现货'], ['GET', 'team'], ['GET', 'members'], ['GET', 'settings']] as const).flatMap(
      ([method, path]) => [agentB, ownerB].map((who): Probe => ({
        name: `${who.who.role} of B: ${method} ${path} of A`,
        try: () => refused(who, 'not-found', method, `shops/${A}/${path}`),
      }))),
    above(agentA, 'GET', 'members'),
    above(agentA, 'GET', 'settings'),
    above(agentA, 'PATCH', 'settings', { name: '改名' }),
    above(leadA, 'PATCH', 'settings', { name: '改名' }),
    above(leadA, 'GET', 'members'),
    above(leadA, 'POST', 'settings/secrets/hook'),
    above(agentB, 'GET', 'coach/audit'),
    above(agentB, 'PUT', 'bridge', { push_url: null }),
    ...othersTalks(world, people, chance),
    ...strangers(world, people, A),
  ]
}

/** Talks that were handed on or are a colleague's, and a colleague's words. */
function othersTalks(world: World, people: People, chance: Seeded): Probe[] {
  const agents = people.agents.filter((one) => one.who.role === 'agent')
  const attempt = (name: string, body: (who: AgentPage) => unknown, verb: string): Probe => ({
    name: `agent: ${name}`,
    try: async () => {
      const who = chance.pick(agents)!
      const before = chance.pick([...who.list.values()].filter((one) => one.owner && one.owner.id !== who.id))
      if (!before) return null
      const path = `shops/${before.shop}/conversations/${before.id}`
      const answer = await who.ask('POST', `${path}/${verb}`, body(who))
      // The talk may have come to her rightly in this very moment.
      if (answer?.status === 204 && who.list.get(before.id)?.owner?.id === who.id) return undefined
      return judge(answer, 'forbidden')
    },
  })
  return [
    attempt('take a talk from a colleague who is there', () => ({}), 'take'),
    attempt('give herself a colleague’s talk', (who) => ({ to: who.id, note: '' }), 'transfer'),
    {
      name: 'agent: take a colleague’s words back',
      try: async () => {
        const who = chance.pick(people.agents)!
        const said = [...world.ledger.entries.values()].slice(-200)
          .filter((one) => one.told?.from === 'agent' && one.by !== who.who.login && who.maySee(one.talk))
        const one = chance.pick(said)
        const conversation = one && [...who.list.values()].find((talk) => world.talkOf.get(talk.buyer.id) === one.talk)
        if (!one || !conversation) return null
        return judge(await who.ask('POST', `shops/${conversation.shop}/conversations/${conversation.id}/recall`, { seq: one.told!.seq }), 'not-yours')
      },
    },
  ]
}

/** Nobody, a buyer as somebody of the team, somebody of the team as a buyer, a page of another site. */
function strangers(world: World, people: People, shop: string): Probe[] {
  const [agent, buyer] = [people.agents[0]!, people.buyers[0]!]
  const call = (name: string, code: string, method: string, path: string, headers: Record<string, string>, body?: unknown): Probe => ({
    name,
    try: async () => {
      const answer = await ask(world, method, path, headers, body)
      if (answer) world.witness.saw(STRANGER, answer.text)
      return judge(answer, code)
    },
  })
  const { cookie, csrf } = agent
  const talk = { client_ref: 'probe', text: '您好' }
  return [
    call('nobody: talks', 'not-signed-in', 'GET', `/api/v1/shops/${shop}/conversations`, {}),
    call('nobody: a buyer’s words', 'not-signed-in', 'GET', '/widget/v1/messages', {}),
    call('a buyer: talks', 'not-signed-in', 'GET', `/api/v1/shops/${shop}/conversations`, { authorization: `Bearer ${buyer.token}` }),
    call('a buyer’s token as a session', 'not-signed-in', 'GET', '/api/v1/session', { cookie: cookie.replace(/=.*/, `=${buyer.token}`) }),
    call('a session as a buyer’s token', 'not-signed-in', 'GET', '/widget/v1/messages', { authorization: `Bearer ${cookie.replace(/^[^=]*=/, '')}` }),
    call('a session without the page’s token', 'csrf-refused', 'POST', `/api/v1/shops/${shop}/conversations/x/messages`, { cookie }, talk),
    call('a page of another site', 'foreign-origin', 'PUT', `/api/v1/shops/${shop}/duty`, { cookie, 'x-csrf-token': csrf, origin: 'http://shop.example' }, { state: 'busy' }),
  ]
}

function judge(answer: Answer | null, code: string): string | null | undefined {
  if (!answer) return null
  return answer.code === code ? undefined : `answered ${answer.status} ${answer.text.slice(0, 200)}, not ${code}`
}
