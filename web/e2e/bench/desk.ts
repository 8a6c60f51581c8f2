// `desk`: the workbench of a shop with 2,000 open talks and 100,000 messages, in a real Chromium, on the real program.
// It only measures; the goals stand beside the figures, and a missed one is said.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Chromium } from '../src/browser'
import { PASSWORD } from '../src/server'
import { until } from '../src/until'
import { Workbench } from '../src/workbench'
import { DRAFT, goThrough, jump, scroll, write } from './desk/hands'
import { watchLoad, weigh } from './desk/load'
import { QUESTIONS, Rows, type Plan } from './desk/rows'
import { spread, type Spread } from './desk/spread'
import { Seeded, pause } from './seeded'

interface Figure { name: string; value: number; unit: string; goal?: number; note?: string }

/** Most replies that are laid: each is a request of its own. */
const MOST_REPLIES = 20_000
/** Buyers and agents of the other pages go on while the hands are measured. */
const TRAFFIC_MS = 200
const VISITED = 100

export async function run(args: readonly string[]): Promise<boolean> {
  const named = new Map<string, string>()
  for (let n = 0; n < args.length; n += 2) named.set(args[n]!, args[n + 1] ?? '')
  const number = (name: string, instead: number) => Number(named.get(name) ?? instead)
  const messages = number('--messages', 100_000)
  const plan: Plan = {
    conversations: number('--conversations', 2_000), messages, replies: Math.min(MOST_REPLIES, Math.floor(messages / 5)), seed: number('--seed', 1),
  }
  const began = performance.now()
  const rows = await Rows.lay(plan, (done, all) => {
    if (process.stdout.isTTY) process.stdout.write(`\r  rows: ${done} of ${all} `)
  })
  const laid_s = (performance.now() - began) / 1000
  try {
    const figures = [figure('rows laid, messages a second', plan.messages / laid_s, '/s'), ...await measure(rows, plan)]
    console.log(`\n${figures.map(line).join('\n')}`)
    const out = named.get('--out') ?? 'desk.json'
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(out, `${JSON.stringify({ bench: 'desk', machine: named.get('--machine') ?? '', plan, figures }, null, 2)}\n`)
    return true
  } finally {
    await rows.server.stop()
  }
}

async function measure(rows: Rows, plan: Plan): Promise<Figure[]> {
  const figures: Figure[] = [figure('server, resident after the start', residentMib(rows.server.pid), 'MiB')]
  const chromium = await Chromium.launch()
  try {
    const context = await chromium.person()
    const workbench = await Workbench.signIn(context, rows.server.origin, { login: 'yunyun', password: PASSWORD })
    const { page } = workbench
    await page.locator('aside.list .row').first().waitFor()
    figures.push(...await firstVisit(chromium, rows))
    figures.push(...await lastWords(rows, workbench, plan))
    const traffic = new Traffic(rows)
    const live = traffic.run()
    figures.push(...await hands(workbench, plan.seed))
    traffic.over = true
    await live
    const weight = await weigh(page)
    figures.push(figure('page, heap with all of them in the list', weight.heap_mib, 'MiB'), figure('page, nodes', weight.nodes, ''))
    if (chromium.watch.errors.length > 0) throw new Error(`the page failed: ${chromium.watch.errors[0]}`)
  } finally {
    await chromium.close()
  }
  await rows.indexed()
  figures.push(...await search(rows))
  figures.push(figure('server, resident at the end', residentMib(rows.server.pid), 'MiB'))
  return figures
}

/** A browser that was never here, signed in, at the desk. */
async function firstVisit(chromium: Chromium, rows: Rows): Promise<Figure[]> {
  const context = await chromium.person()
  const page = await context.newPage()
  const watch = await watchLoad(page)
  await page.goto(rows.server.origin)
  await page.locator('input[name=login]').fill('xiaoman')
  await page.locator('input[name=password]').fill(PASSWORD)
  const began = performance.now()
  await page.locator('input[name=password]').press('Enter')
  await page.locator('aside.list .row').first().waitFor()
  const shown = performance.now() - began
  await page.waitForLoadState('networkidle')
  const load = await watch.end()
  const listed = await page.locator('.segments button').allTextContents()
  await context.close()
  return [
    figure('first visit: page files, as gzip', load.gzip / 1000, 'kB', 300),
    figure('first visit: page files over the wire', load.files / 1000, 'kB', 300),
    figure('first visit: data over the wire', load.data / 1000, 'kB'),
    figure('first visit: from signing in to the list', shown, 'ms'),
    { ...figure('first visit: talks in the list', Math.max(...listed.map((text) => Number(/\d+/.exec(text)?.[0] ?? 0))), ''), note: listed.join(' ') },
  ]
}

/** Everybody says her last word while the page looks on, as over a long day: then it lists all of them. */
async function lastWords(rows: Rows, workbench: Workbench, plan: Plan): Promise<Figure[]> {
  const began = performance.now()
  await rows.lastWords()
  const said = performance.now()
  const all = workbench.page.locator('.segments button', { hasText: workbench.word('desk.segments.all') })
  await until('the page lists every talk', async () => (await all.textContent())?.includes(String(plan.conversations)), 120_000)
  return [
    figure('last words of all talks, said', (said - began) / 1000, 's'),
    figure('and in the page after that', performance.now() - said, 'ms'),
  ]
}

/** A word of some buyer or agent every fifth of a second, in talks all over the list. */
class Traffic {
  over = false
  constructor(private readonly rows: Rows) {}

  async run(): Promise<void> {
    const chance = new Seeded(2, 'traffic')
    while (!this.over) {
      const talk = chance.pick(this.rows.talks)!
      if (chance.chance(0.6)) await this.rows.say([talk])
      else await this.rows.reply([talk])
      await pause(TRAFFIC_MS)
    }
  }
}

async function hands(workbench: Workbench, seed: number): Promise<Figure[]> {
  const { page } = workbench
  const chance = new Seeded(seed, 'hands')
  const figures = [
    ...spreadOf('list scrolled by the wheel: between frames', await scroll(page), 'ms', 100),
    ...spreadOf('list jumped through: until rows stand there', await jump(page, Array.from({ length: 50 }, () => chance.next())), 'ms', 100),
  ]
  await page.locator('aside.list .rows').evaluate((list) => { list.scrollTop = 0 })
  await page.locator('aside.list .row').first().click()
  await workbench.box.waitFor()
  figures.push(...spreadOf('next talk, read from the server', await goThrough(page, VISITED, 'Alt+ArrowDown'), 'ms', 100))
  figures.push(...spreadOf('talk gone back to', await goThrough(page, VISITED, 'Alt+ArrowUp'), 'ms', 100))
  const typing = await write(workbench, DRAFT, 60)
  figures.push(...spreadOf('a key in the composer: handlers', typing.handler, 'ms', 8))
  figures.push(...spreadOf('a key in the composer: Event Timing', typing.timing, 'ms', 50))
  figures.push(figure('words underlined by the coach meanwhile', typing.findings, ''))
  return figures
}

/** Each question as the command bar asks it, one after the other. */
async function search(rows: Rows): Promise<Figure[]> {
  const took: number[] = []
  let empty = 0
  for (let round = 0; round < 4; round++) {
    for (const question of QUESTIONS) {
      const began = performance.now()
      const { items } = await rows.owner.call<{ items: unknown[] }>('GET', `shops/${rows.shop.id}/messages?q=${encodeURIComponent(question)}&limit=8`)
      took.push(performance.now() - began)
      if (items.length === 0) empty++
    }
  }
  if (empty > took.length / 2) throw new Error(`${empty} of ${took.length} questions found nothing`)
  return spreadOf('a search over all messages', spread(took), 'ms', 50)
}

function residentMib(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib ?? NaN) / 1024
}

function figure(name: string, value: number, unit: string, goal?: number): Figure {
  return goal === undefined ? { name, value, unit } : { name, value, unit, goal }
}

function spreadOf(name: string, { p50, p95, max, count }: Spread, unit: string, goal: number): Figure[] {
  return [{ ...figure(`${name}, p95`, p95, unit, goal), note: `p50 ${p50.toFixed(1)}, longest ${max.toFixed(1)}, ${count} times` }]
}

function line({ name, value, unit, goal, note }: Figure): string {
  const shown = value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1)
  const wanted = goal === undefined ? '' : `  ${value <= goal ? '✓' : '✗'} at most ${goal}`
  return `  ${name.padEnd(52)} ${shown.padStart(9)} ${unit.padEnd(4)}${wanted.padEnd(16)}${note ? `  ${note}` : ''}`
}
