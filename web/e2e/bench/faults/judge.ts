// Compares what was acknowledged with what everybody tells in the end: both lists of the API and every line that
// lived through it all. Writes down each difference; says nothing where there is none.
import type { ConversationView, MessageView } from '@jinpai/api'
import type { Desk } from '../../src/desk'
import type { AgentPage } from './agent'
import type { BuyerPage } from './buyer'
import type { Entry } from './ledger'
import type { ShopKey, World } from './world'

interface Seen { seq: number; id: string; from: string; text: string }

export interface Verdict {
  acknowledged: number
  /** Found by the buyers' list, the desk's list, the buyers' lines and the agents' lines. */
  found: [number, number, number, number]
  inside: number
  recalled: number
  /** Lists of the pages that are not as a fresh read gives them. */
  stale: number
}

export async function judge(world: World, owner: Desk, agents: readonly AgentPage[], buyers: readonly BuyerPage[]): Promise<Verdict> {
  const verdict: Verdict = {
    acknowledged: world.ledger.count, found: [0, 0, 0, 0], inside: 0, stale: 0,
    recalled: [...world.ledger.entries.values()].filter((one) => one.recalledAt !== null).length,
  }
  for (const entry of world.ledger.entries.values()) {
    if (!entry.told) world.wrong.push(`${entry.ref} was never acknowledged, though it was said again and again`)
  }
  for (const shop of ['A', 'B'] as const) {
    const id = world.shops[shop]
    const fresh = await owner.call<{ items: ConversationView[] }>('GET', `shops/${id}/conversations?state=all&limit=500`)
    const here = buyers.filter((one) => one.shop === shop)
    if (fresh.items.length !== here.length) world.wrong.push(`shop ${shop} has ${fresh.items.length} talks of ${here.length} buyers`)
    for (const buyer of here) {
      const talk = fresh.items.find((one) => world.talkOf.get(one.buyer.id) === buyer.talk)
      if (talk) await oneTalk(world, verdict, owner, agents, buyer, talk)
      else world.wrong.push(`${buyer.talk} has no talk`)
    }
    for (const agent of agents.filter((one) => one.who.shops.includes(shop))) sameList(world, verdict, agent, id, fresh.items)
  }
  return verdict
}

async function oneTalk(
  world: World, verdict: Verdict, owner: Desk, agents: readonly AgentPage[], buyer: BuyerPage, talk: ConversationView,
): Promise<void> {
  const { talk: name, shop } = buyer
  const wanted = world.ledger.of(name)
  inOrder(world.wrong, wanted)
  const hers = await buyer.list()
  const desk = await deskList(owner, talk)
  const words = desk.filter((one) => one.line === null)
  verdict.found[0] += compare(world.wrong, `${name}, her list`, hers, wanted, true)
  verdict.found[1] += compare(world.wrong, `${name}, the desk's list`, words, wanted, false)
  verdict.found[2] += compare(world.wrong, `${name}, her line`, buyer.heard, wanted, null)
  for (const agent of agents.filter((one) => one.who.shops.includes(shop))) {
    if (agent.resets > 0) continue
    const heard = agent.heard.filter((one) => one.talk === name && !one.line)
    verdict.found[3] += compare(world.wrong, `${name}, the line of ${agent.name}`, heard, wanted, null)
  }
  verdict.inside += insideOf(world, name, desk)
}

/** Everybody's words in the order in which she said them. */
export function inOrder(wrong: string[], wanted: readonly Entry[]): void {
  const last = new Map<string, number>()
  for (const { by, turn, ref } of wanted) {
    if (turn <= (last.get(by) ?? 0)) wrong.push(`${ref} stands before what was said before it`)
    last.set(by, turn)
  }
}

/** What is missing, too much, twice, out of order, or not as it was said. `hides`: whether what was taken back has no
 *  words; null: it was told before it was taken back. Answers how many were told. */
export function compare(wrong: string[], where: string, told: readonly Seen[], wanted: readonly Entry[], hides: boolean | null): number {
  const places = new Map(wanted.map((one) => [one.told!.seq, one]))
  let last = 0
  const seen = new Set<number>()
  for (const one of told) {
    if (one.seq <= last) wrong.push(`${where}: ${one.seq} after ${last}`)
    last = one.seq
    const entry = places.get(one.seq)
    if (!entry) {
      wrong.push(`${where}: too much: ${one.seq} ${one.from} ${one.text}`)
      continue
    }
    if (seen.has(one.seq)) wrong.push(`${where}: twice: ${one.seq} ${one.text}`)
    seen.add(one.seq)
    const back = entry.recalledAt !== null
    const text = back && hides === true ? '' : entry.text
    const fits = one.text === text || (back && hides === null && one.text === '')
    if (one.id !== entry.told!.id || !fits) wrong.push(`${where}: ${one.seq} reads ${one.text}, not ${text}`)
  }
  for (const one of wanted) if (!seen.has(one.told!.seq)) wrong.push(`${where}: lost: ${one.ref} ${one.text}`)
  return told.length
}

/** Every note and every word to a colleague once, where the desk reads it. */
function insideOf(world: World, talk: string, desk: readonly MessageView[]): number {
  const wanted = world.ledger.inside.filter((one) => one.talk === talk)
  for (const { text, sure } of wanted) {
    const found = desk.filter((one) => one.text === text).length
    if (found > 1 || (sure && found === 0)) world.wrong.push(`${talk}: ${found} times: ${text}`)
  }
  return wanted.length
}

async function deskList(owner: Desk, talk: ConversationView): Promise<MessageView[]> {
  const all: MessageView[] = []
  for (;;) {
    const after = all.at(-1)?.seq ?? 0
    const page = await owner.call<{ items: MessageView[]; more: boolean }>(
      'GET', `shops/${talk.shop}/conversations/${talk.id}/messages?after_seq=${after}&limit=100`)
    all.push(...page.items)
    if (!page.more) return all
  }
}

/** The list that a page kept by events alone is the one that a fresh read gives. */
function sameList(world: World, verdict: Verdict, agent: AgentPage, shop: string, fresh: readonly ConversationView[]): void {
  const facts = (one: ConversationView) => JSON.stringify([
    one.state, one.owner?.id, one.last_seq, one.last_text, one.waiting_since_at, one.unread, one.starred,
    one.buyer_read_seq, one.buyer_delivered_seq, one.agent_read_seq,
  ])
  const kept = [...agent.list.values()].filter((one) => one.shop === shop)
  for (const one of fresh) {
    const page = kept.find((talk) => talk.id === one.id)
    if (page && facts(page) === facts(one)) continue
    verdict.stale++
    world.wrong.push(`the page of ${agent.name} shows ${page ? facts(page) : 'nothing'} where ${facts(one)} is true`)
  }
  if (kept.length !== fresh.length) world.wrong.push(`the page of ${agent.name} lists ${kept.length} talks, not ${fresh.length}`)
}

/** Whether every line has reached what was said last in its shop. */
export function caughtUp(world: World, agents: readonly AgentPage[], buyers: readonly BuyerPage[]): boolean {
  const last = (shop: ShopKey) => Math.max(0, ...buyers.filter((one) => one.shop === shop).flatMap((one) => world.ledger.of(one.talk).at(-1)?.told?.seq ?? 0))
  const heads = { A: last('A'), B: last('B') }
  return agents.every((one) => one.up && one.who.shops.every((shop) => one.reached(shop) >= heads[shop]))
    && buyers.every((one) => one.up && one.cursor >= (world.ledger.of(one.talk).at(-1)?.told?.seq ?? 0))
}
