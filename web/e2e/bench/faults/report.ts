// What the run was and what came of it, as a table and as JSON.
import type { AgentPage } from './agent'
import type { BuyerPage } from './buyer'
import type { Verdict } from './judge'
import type { Kill } from './killer'
import type { Tried } from './probes'
import type { World } from './world'

export interface Trial {
  machine: string
  database: string
  minutes: number
  seed: number
  kills: readonly Kill[]
  verdict: Verdict
  tried: readonly Tried[]
  log: { panics: number; errors: number }
  wrong: readonly string[]
}

export function figures(world: World, trial: Trial, agents: readonly AgentPage[], buyers: readonly BuyerPage[]): Record<string, number | null> {
  const { kills, verdict, tried } = trial
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
  const back = kills.flatMap((one) => one.back_ms ?? []).sort((a, b) => a - b)
  const [hers, desk, herLine, theirLines] = verdict.found
  return {
    'kills': kills.length,
    'kills once more in a start': kills.filter((one) => one.in_start).length,
    'messages on their way at the kills': sum(kills.map((one) => one.in_flight)),
    'requests that got no answer': world.unanswered,
    'messages acknowledged': verdict.acknowledged,
    'said again under their reference': world.ledger.repeated,
    'found by the buyers’ lists': hers,
    'found by the desk’s lists': desk,
    'heard on the buyers’ lines': herLine,
    'heard on the agents’ lines, each its shops': theirLines,
    'taken back': verdict.recalled,
    'notes and words to colleagues': verdict.inside,
    'handed on': sum(agents.map((one) => one.handedOn)),
    'taken over': sum(agents.map((one) => one.takenOver)),
    'lines opened': sum([...agents, ...buyers].map((one) => one.lines)),
    'lists read anew for want of a log': sum(agents.map((one) => one.resets)),
    'words looked at for whose they are': world.witness.seen,
    'probes': tried.length,
    'probes refused': sum(tried.map((one) => one.refused)),
    'probes without an answer': sum(tried.map((one) => one.unanswered)),
    'ready after a kill, longest, ms': Math.max(0, ...kills.map((one) => one.ready_ms)),
    'all pages back after a kill, median, ms': back[Math.floor(back.length / 2)] ?? null,
    'all pages back after a kill, longest, ms': back.at(-1) ?? null,
    'panics in the log': trial.log.panics,
    'errors in the log': trial.log.errors,
    'promises broken': trial.wrong.length,
  }
}

export function table(rows: Record<string, number | null>): string {
  const shown = (value: number | null) => (value === null ? '–' : Math.round(value).toLocaleString('en'))
  return Object.entries(rows).map(([name, value]) => `  ${name.padEnd(44)} ${shown(value).padStart(12)}`).join('\n')
}
