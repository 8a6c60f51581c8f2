// The agent's line to the server: one socket for all her shops, resumed by cursor. Whoever wants
// events subscribes here; each is handed on once.
import type { ClientFrame, EventFrame, ServerFrame } from '@jinpai/api'
import { Connection, type ConnectionState } from './connection'
import { Cursors } from './cursors'

export interface AgentLineHandlers {
  onEvent(event: EventFrame): void
  /** Too far behind: lists must be read anew; events after `seq` will follow. */
  onReset(shop: string, seq: number): void
  /** Findings, typing, presence, welcome and pong. */
  onSignal(frame: Exclude<ServerFrame, EventFrame | { type: 'reset' }>): void
  onState(state: ConnectionState): void
}

/** Not signed in any more. */
const NOT_SIGNED_IN = 4401

export class AgentLine {
  readonly cursors = new Cursors()
  private readonly connection: Connection<ServerFrame, ClientFrame>

  constructor(url: string, private readonly handlers: AgentLineHandlers, open?: (url: string) => WebSocket) {
    this.connection = new Connection<ServerFrame, ClientFrame>({
      url,
      open,
      hello: () => ({ type: 'hello', cursors: this.cursors.all() }),
      onFrame: (frame) => this.take(frame),
      onState: (state) => this.handlers.onState(state),
      refusedCodes: [NOT_SIGNED_IN],
    })
  }

  start(): void { this.connection.start() }
  stop(): void { this.connection.stop() }
  nudge(): void { this.connection.nudge() }
  send(frame: ClientFrame): boolean { return this.connection.send(frame) }

  private take(frame: ServerFrame): void {
    if (frame.type === 'event') {
      if (this.cursors.advance(frame.shop, frame.seq)) this.handlers.onEvent(frame)
    } else if (frame.type === 'reset') {
      this.cursors.startAt(frame.shop, frame.head_seq)
      this.handlers.onReset(frame.shop, frame.head_seq)
    } else {
      this.handlers.onSignal(frame)
    }
  }
}
