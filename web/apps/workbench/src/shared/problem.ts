// A failed call in one sentence a person can act on.
import { ApiError } from '@jinpai/api'
import { say } from './i18n'

export function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) return say('problem.unexpected')
  if (error.status === 0) return say('problem.unreachable')
  if (error.status >= 502) return say('problem.busy')
  if (error.code === 'unexpected') return say('problem.unexpected')
  return error.problem.detail || error.problem.title || say('problem.unexpected')
}
