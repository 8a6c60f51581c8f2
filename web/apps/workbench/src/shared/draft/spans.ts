// Findings over a text in a browser: offsets of scalar values to UTF-16, the text cut into marked
// pieces, findings carried over an edit until the next answer, fixes applied. Pure.
import type { Finding, Fix, Severity } from '@jinpai/api'

export const SEVERITIES: readonly Severity[] = ['hint', 'warn', 'error', 'block']

export function weight(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

/** UTF-16 offsets of every scalar value of `text`, with the end as last entry. */
export function utf16Offsets(text: string): number[] {
  const offsets = [0]
  let at = 0
  for (const char of text) {
    at += char.length
    offsets.push(at)
  }
  return offsets
}

/** A finding whose `start` and `end` count UTF-16 units of the text it was made for. */
export type PlacedFinding = Finding & { readonly placed: true }

/** Converts what the server counted in scalar values. Bounds outside of the text are clamped to it. */
export function place(findings: readonly Finding[], text: string): PlacedFinding[] {
  const offsets = utf16Offsets(text)
  const last = offsets.length - 1
  const at = (scalar: number) => offsets[Math.max(0, Math.min(last, scalar))]!
  return findings.map((finding) => ({ ...finding, start: at(finding.start), end: at(finding.end), placed: true }))
}

/** About the whole message, not about a part of it. */
export function isWhole(finding: { start: number; end: number }): boolean {
  return finding.start === 0 && finding.end === 0
}

export interface Piece { text: string; severity: Severity | null }

/** The text in pieces, each under the gravest finding that covers it. */
export function pieces(text: string, findings: readonly PlacedFinding[]): Piece[] {
  const cuts = new Set([0, text.length])
  const spans = findings.filter((one) => one.end > one.start)
  for (const span of spans) {
    cuts.add(Math.min(span.start, text.length))
    cuts.add(Math.min(span.end, text.length))
  }
  const edges = [...cuts].sort((a, b) => a - b)
  const out: Piece[] = []
  for (let i = 0; i + 1 < edges.length; i++) {
    const [from, to] = [edges[i]!, edges[i + 1]!]
    const covering = spans.filter((span) => span.start <= from && span.end >= to)
    const gravest = covering.reduce<Severity | null>(
      (held, span) => (held === null || weight(span.severity) > weight(held) ? span.severity : held), null)
    out.push({ text: text.slice(from, to), severity: gravest })
  }
  return out
}

/**
 * What still stands after an edit: findings before it stay, findings after it move, findings that it
 * touches go. Whole-message findings stay until the next answer.
 */
export function carryOver(findings: readonly PlacedFinding[], before: string, after: string): PlacedFinding[] {
  const shortest = Math.min(before.length, after.length)
  let head = 0
  while (head < shortest && before[head] === after[head]) head++
  let tail = 0
  while (tail < shortest - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  const shift = after.length - before.length
  const kept: PlacedFinding[] = []
  for (const finding of findings) {
    if (isWhole(finding)) {
      if (after.trim() !== '') kept.push(finding)
    } else if (finding.end <= head) kept.push(finding)
    else if (finding.start >= before.length - tail) {
      kept.push({ ...finding, start: finding.start + shift, end: finding.end + shift })
    }
  }
  return kept
}

/** The finding to show below the composer: the gravest, then the first. */
export function foremost(findings: readonly PlacedFinding[]): PlacedFinding | null {
  let best: PlacedFinding | null = null
  for (const finding of findings) {
    if (best === null || weight(finding.severity) > weight(best.severity)
      || (finding.severity === best.severity && finding.start < best.start)) best = finding
  }
  return best
}

/** The wording Tab takes: the safest first. */
export function bestFix(finding: PlacedFinding | null): Fix | null {
  if (!finding) return null
  const order = ['safe', 'review', 'placeholders']
  return [...finding.fixes].sort((a, b) => order.indexOf(a.safety) - order.indexOf(b.safety))[0] ?? null
}

/** The text with the fix in it, and where the caret goes. */
export function applyFix(text: string, finding: PlacedFinding, fix: Fix): { text: string; caret: number } {
  if (fix.kind === 'rewrite' || isWhole(finding)) return { text: fix.text, caret: fix.text.length }
  return {
    text: text.slice(0, finding.start) + fix.text + text.slice(finding.end),
    caret: finding.start + fix.text.length,
  }
}
