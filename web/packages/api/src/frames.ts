// Frames of the agents' socket, tagged by `type`, from the server's own document.
import type { components } from './schema'

type Schemas = components['schemas']

export type ServerFrame = Schemas['AgentFrameOut']
export type ClientFrame = Schemas['AgentFrameIn']
/** One entry of a shop's event log as it comes over the socket; `kind` decides what `data` is. */
export type EventFrame = Extract<ServerFrame, { type: 'event' }>
export type TypingFrame = Extract<ServerFrame, { type: 'typing' }>
