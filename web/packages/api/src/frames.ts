// Frames of the agents' socket, tagged by `type`.
import type {
  ConversationView, Finding, MessageView, OrderView, StepView, TaskView,
} from './types'

export interface MessageSent { message: MessageView; conversation: ConversationView }
export interface ConversationData { conversation: ConversationView }
export interface OrderData { order: OrderView }
export interface StepData { step: StepView }
export interface TaskData { task: TaskView }
export interface OrdersImported { new: number; changed: number }

interface EventHead { type: 'event'; shop: string; seq: number; at: number; subject: string }

export type ConversationEventKind =
  | 'conversation-opened' | 'conversation-closed' | 'conversation-starred'
  | 'messages-read' | 'messages-delivered'
export type OrderEventKind = 'order-created' | 'order-paid' | 'order-closed' | 'order-changed'
export type StepEventKind =
  | 'step-planned' | 'step-sent' | 'step-skipped' | 'step-postponed' | 'step-cancelled' | 'step-unknown'
export type TaskEventKind = 'task-opened' | 'task-done'
export type BareEventKind =
  | 'buyer-changed' | 'buyer-opted-out' | 'product-changed' | 'shop-changed' | 'member-changed'

export type EventFrame = EventHead & (
  | { kind: 'message-sent'; data: MessageSent }
  | { kind: ConversationEventKind; data: ConversationData }
  | { kind: OrderEventKind; data: OrderData }
  | { kind: 'orders-imported'; data: OrdersImported }
  | { kind: StepEventKind; data: StepData }
  | { kind: TaskEventKind; data: TaskData }
  | { kind: BareEventKind; data: Record<string, unknown> }
)

export interface TypingFrame {
  type: 'typing'
  shop: string
  conversation: string
  from: 'buyer' | 'agent'
  person?: { id: string; name: string }
  on: boolean
}

export type ServerFrame =
  | { type: 'welcome'; now_at: number; shops: { shop: string; head_seq: number }[] }
  | EventFrame
  | { type: 'reset'; shop: string; head_seq: number }
  | { type: 'findings'; conversation: string; rev: number; findings: Finding[]; points: number }
  | TypingFrame
  | { type: 'presence'; shop: string; buyer: string; online: boolean }
  | { type: 'pong'; now_at: number }
  | { type: 'error'; code: string; detail: string }

export type ClientFrame =
  | { type: 'hello'; cursors: Record<string, number> }
  | { type: 'draft'; shop: string; conversation: string; rev: number; text: string }
  | { type: 'typing'; shop: string; conversation: string; on: boolean }
  | { type: 'ping' }
