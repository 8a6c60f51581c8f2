// How a score is coloured: a hundred is a talk in which nothing is wrong. Pure.
import type { FindingState } from '@jinpai/api'

export function scoreTone(score: number): 'ok' | 'gold' | 'near' | 'over' {
  if (score >= 95) return 'ok'
  if (score >= 85) return 'gold'
  return score >= 70 ? 'near' : 'over'
}

export const STATE_TONE: Record<FindingState, string> = { open: '', agreed: 'is-ok', overruled: '', appealed: 'is-gold' }
