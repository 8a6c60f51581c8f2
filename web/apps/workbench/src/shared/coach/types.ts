// Parts of the coach's answers by names of their own.
import type { AuditView, CoachRuleDetail, CoachRuleList, HistoryBenchAnswer } from '@jinpai/api'

export type UnreadableRule = CoachRuleList['unreadable'][number]
export type RuleExample = CoachRuleDetail['bad'][number]
export type HistoryHit = HistoryBenchAnswer['hits'][number]
export type AgentAudit = AuditView['agents'][number]
export type CategoryFigures = AuditView['categories'][number]
export type SkippedRule = AuditView['skipped'][number]
