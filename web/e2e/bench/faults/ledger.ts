// What people said and what was acknowledged to them. It asks nobody: the judge compares it with what the program
// tells in the end.

/** A message as somebody tells it. */
export interface Told {
  seq: number
  id: string
  from: string
  text: string
}

export interface Entry {
  talk: string
  by: string
  ref: string
  text: string
  /** Place among the words of the same person in the same talk. */
  turn: number
  told: Told | null
  /** When it was taken back, if it was. */
  recalledAt: number | null
}

/** A word that only the desk may see: a note, or what goes along with a talk that is handed on. */
export interface Inside {
  talk: string
  text: string
  /** False: it was never told whether it was taken, and it may be there or not. */
  sure: boolean
}

export class Ledger {
  readonly entries = new Map<string, Entry>()
  readonly inside: Inside[] = []
  readonly wrong: string[] = []
  /** Messages that were sent once more under their reference, after they were acknowledged. */
  repeated = 0
  private turns = new Map<string, number>()

  /** Somebody is about to say it. */
  intend(talk: string, by: string, ref: string, text: string): void {
    const key = `${talk} ${by}`
    const turn = (this.turns.get(key) ?? 0) + 1
    this.turns.set(key, turn)
    this.entries.set(ref, { talk, by, ref, text, turn, told: null, recalledAt: null })
  }

  /** It was acknowledged. Every further time it has to be the same message. */
  acknowledged(ref: string, told: Told): void {
    const entry = this.entries.get(ref)
    if (!entry) return void this.wrong.push(`${ref} was acknowledged and never said`)
    const { seq, id, from, text } = told
    if (!entry.told) {
      entry.told = { seq, id, from, text }
      if (text !== entry.text) this.wrong.push(`${ref} was acknowledged with other words: ${text}`)
    } else if (entry.told.seq !== seq || entry.told.id !== id) {
      this.wrong.push(`${ref} is two messages: ${entry.told.seq} and ${seq}`)
    }
  }

  recalled(ref: string): void {
    const entry = this.entries.get(ref)
    if (entry) entry.recalledAt = Date.now()
  }

  isKnown(ref: string): boolean {
    return this.entries.get(ref)?.told != null
  }

  get count(): number {
    let count = 0
    for (const entry of this.entries.values()) if (entry.told) count++
    return count
  }

  /** What must stand in a talk, in the order of the log. */
  of(talk: string): Entry[] {
    const said = [...this.entries.values()].filter((one) => one.talk === talk && one.told)
    return said.sort((a, b) => a.told!.seq - b.told!.seq)
  }
}
