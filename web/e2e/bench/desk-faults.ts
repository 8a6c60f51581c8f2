// `desk-faults`: the talk of 30 buyers and 5 people of two teams, with the pages' own lines and outboxes, while the
// real program is killed again and again. What was acknowledged is never lost, doubled, reordered, or shown to
// somebody else; what nobody may do is tried all along, and refused.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Desk } from '../src/desk'
import { PASSWORD, Server } from '../src/server'
import { AgentPage, type Who } from './faults/agent'
import { BuyerPage } from './faults/buyer'
import { canaries } from './faults/canaries'
import { caughtUp, judge } from './faults/judge'
import { killer } from './faults/killer'
import { Ledger } from './faults/ledger'
import { Prober } from './faults/probes'
import { figures, table, type Trial } from './faults/report'
import { install } from './faults/socket'
import { Witness } from './faults/witness'
import type { ShopKey, World } from './faults/world'
import { Seeded, pause } from './seeded'

/** The first may serve both shops; who leads has no buyers but those she takes over. */
const TEAM: readonly Who[] = [
  { login: 'xiaoman', name: '小满', role: 'agent', shops: ['A', 'B'] },
  { login: 'yunyun', name: '云云', role: 'agent', shops: ['A'] },
  { login: 'acheng', name: '阿澄', role: 'lead', shops: ['A'] },
  { login: 'hemiao', name: '禾苗', role: 'agent', shops: ['B'] },
  { login: 'dongjia', name: '东家', role: 'owner', shops: ['B'] },
]
const BUYERS: Record<ShopKey, number> = { A: 18, B: 12 }

/** How long what is on its way may take in the end, and how long the lines may take to catch up. */
const FINISH_MS = 60_000
const CATCH_UP_MS = 30_000

interface Options { minutes: number; kills: number; seed: number; out: string; machine: string }

function options(args: readonly string[]): Options {
  const named = new Map<string, string>()
  for (let n = 0; n < args.length; n += 2) named.set(args[n]!, args[n + 1] ?? '')
  const number = (name: string, instead: number) => {
    const value = Number(named.get(name) ?? instead)
    if (!(value > 0)) throw new Error(`${name} needs a number`)
    return value
  }
  return {
    minutes: number('--minutes', 10),
    kills: number('--kills', 20),
    seed: number('--seed', 1 + new Seeded(Date.now()).below(1_000_000)),
    out: named.get('--out') ?? 'desk-faults.json',
    machine: named.get('--machine') ?? '',
  }
}

export async function run(args: readonly string[]): Promise<boolean> {
  const plan = options(args)
  canaries()
  const database = process.env.JINPAI_DATABASE_URL?.startsWith('postgres') ? 'PostgreSQL' : 'SQLite'
  console.log(`${database}, ${plan.minutes} minutes, ${plan.kills} kills, seed ${plan.seed}`)
  const server = await Server.start({ behindProxy: true })
  try {
    install()
    return await trial(server, plan, database)
  } finally {
    await server.stop()
  }
}

async function trial(server: Server, plan: Options, database: string): Promise<boolean> {
  const { world, owner } = await open(server, plan.seed)
  const agents: AgentPage[] = []
  for (const who of TEAM) agents.push(await AgentPage.come(world, who))
  const buyers: BuyerPage[] = []
  for (const shop of ['A', 'B'] as const) {
    for (let n = 1; n <= BUYERS[shop]; n++) buyers.push(await BuyerPage.come(world, shop, n))
  }
  const allUp = () => agents.every((one) => one.up) && buyers.every((one) => one.up)
  await within(CATCH_UP_MS, allUp)

  const lengthMs = plan.minutes * 60_000
  const prober = new Prober(world, { agents, buyers })
  const lives = [...agents.map((one) => one.live()), ...buyers.map((one) => one.live()), prober.live()]
  const [kills] = await Promise.all([killer(world, server, plan.kills, lengthMs, allUp), pause(lengthMs)])
  world.over = true
  const finished = await within(FINISH_MS, () => agents.every((one) => one.settled) && buyers.every((one) => one.settled))
  if (finished) await Promise.all(lives)
  else world.wrong.push(`what was on its way was not acknowledged within ${FINISH_MS / 1000} s`)
  if (!await within(CATCH_UP_MS, () => caughtUp(world, agents, buyers))) {
    world.wrong.push(`not every line had caught up after ${CATCH_UP_MS / 1000} s`)
  }
  await prober.all()
  // Marks that are on their way change the lists: they are compared when nothing comes any more.
  await pause(1_000)
  const verdict = await judge(world, owner, agents, buyers)
  for (const page of [...agents, ...buyers]) page.leave()
  return report(server, plan, database, { world, verdict, kills, prober, agents, buyers })
}

interface Outcome {
  world: World
  verdict: Trial['verdict']
  kills: Trial['kills']
  prober: Prober
  agents: AgentPage[]
  buyers: BuyerPage[]
}

function report(server: Server, plan: Options, database: string, outcome: Outcome): boolean {
  const { world, verdict, kills, prober, agents, buyers } = outcome
  const log = server.output().split('\n')
  const panics = log.filter((line) => line.includes('panicked')).length
  const errors = log.filter((line) => line.includes('ERROR')).length
  for (const { name, refused } of prober.tried) if (refused === 0) world.wrong.push(`never tried with an answer: ${name}`)
  if (panics > 0) world.wrong.push(`the program panicked ${panics} times`)
  if (errors > 0) world.wrong.push(`the program logged ${errors} errors: ${log.find((line) => line.includes('ERROR'))}`)
  const { machine, minutes, seed } = plan
  const wrong = [...world.wrong, ...world.ledger.wrong, ...world.witness.wrong]
  const trial: Trial = { machine, database, minutes, seed, kills, verdict, tried: prober.tried, log: { panics, errors }, wrong }
  const rows = figures(world, trial, agents, buyers)
  console.log(table(rows))
  mkdirSync(dirname(plan.out), { recursive: true })
  writeFileSync(plan.out, `${JSON.stringify({ bench: 'desk-faults', ...trial, figures: rows }, null, 2)}\n`)
  for (const line of wrong.slice(0, 20)) console.error(`  ✗ ${line}`)
  if (wrong.length > 20) console.error(`  … and ${wrong.length - 20} more in ${plan.out}`)
  if (wrong.length > 0) console.error(`the same again: --seed ${plan.seed}`)
  return wrong.length === 0
}

/** Two shops with their teams, as an owner sets them up. */
async function open(server: Server, seed: number): Promise<{ world: World; owner: Desk }> {
  const owner = await server.owner()
  const [A, B] = [await owner.openShop('暖衣旗舰店', 'own-site', server.origin), await owner.openShop('山里鲜果', 'own-site', server.origin)]
  const shops = { A: A.id, B: B.id }
  for (const { login, name, role, shops: keys } of TEAM) {
    const [first, ...others] = keys
    await owner.hire(shops[first!], login, name, role, PASSWORD)
    for (const key of others) await owner.call('POST', `shops/${shops[key]}/members`, { login, name, role })
  }
  const world: World = {
    origin: server.origin, seed, shops, ledger: new Ledger(), witness: new Witness(), wrong: [], inFlight: 0,
    unanswered: 0, talkOf: new Map(), over: false,
  }
  return { world, owner }
}

async function within(limitMs: number, isSo: () => boolean): Promise<boolean> {
  const end = performance.now() + limitMs
  while (!isSo()) {
    if (performance.now() > end) return false
    await pause(20)
  }
  return true
}
