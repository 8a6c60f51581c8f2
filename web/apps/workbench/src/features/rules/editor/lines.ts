// Lines pasted on the bench: `buyer → reply`, or the reply alone. Findings are counted in the reply, and
// drawn in the whole paper, so each line knows where its reply begins. Pure.
import type { BenchRequest, Finding } from '@jinpai/api'
import { place, type PlacedFinding } from '@/shared/draft/spans'

/** As many as the server takes. */
export const MOST_LINES = 200

export interface BenchLine {
  buyer: string
  text: string
  /** Where the reply begins in the paper, in UTF-16 units. */
  at: number
}

const ARROW = /\s*(?:→|->|=>|⇒|\t)\s*/

export function linesOf(paper: string): BenchLine[] {
  const out: BenchLine[] = []
  let at = 0
  for (const line of paper.split('\n')) {
    const arrow = ARROW.exec(line)
    const from = arrow ? arrow.index + arrow[0].length : line.length - line.trimStart().length
    const text = line.slice(from).trimEnd()
    if (text) out.push({ buyer: arrow ? line.slice(0, arrow.index).trim() : '', text, at: at + from })
    at += line.length + 1
  }
  return out.slice(0, MOST_LINES)
}

export function asked(lines: readonly BenchLine[]): BenchRequest['lines'] {
  return lines.map(({ buyer, text }) => ({ text, buyer: buyer || undefined }))
}

/** Findings of one line's reply, where they stand in the paper. A finding about the whole reply marks it all. */
export function onPaper(line: BenchLine, findings: readonly Finding[]): PlacedFinding[] {
  return place(findings, line.text).map((one) => {
    const whole = one.start === 0 && one.end === 0
    return { ...one, start: line.at + (whole ? 0 : one.start), end: line.at + (whole ? line.text.length : one.end) }
  })
}

/** What changes on a line when the rule under edit goes live. */
export type Change = 'new' | 'gone' | 'same' | 'none'

export function changeOf(now: readonly Finding[], then: readonly Finding[], rule: string): Change {
  const has = (all: readonly Finding[]) => all.some((one) => one.rule === rule)
  if (has(then)) return has(now) ? 'same' : 'new'
  return has(now) ? 'gone' : 'none'
}

/** As the paper writes a line. */
export function lineOf(buyer: string | null, text: string): string {
  const flat = (one: string) => one.replace(/\s*\n\s*/g, ' ')
  return buyer ? `${flat(buyer)} → ${flat(text)}` : flat(text)
}
