// A failed call in one sentence a person can act on.
import { ApiError } from '@jinpai/api'
import { say } from './i18n'

export function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) return say('problem.unexpected')
  if (error.status === 0) return say('problem.unreachable')
  const told = error.problem.detail || error.problem.title
  if (told) return told
  return say(error.status >= 502 ? 'problem.busy' : 'problem.unexpected')
}
