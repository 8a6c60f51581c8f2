// Looks at everything that anybody is told, byte by byte, and knows whose words they are: every text of the run
// carries the mark of its talk, and what is for the desk alone says so.

const MARK = /〔([AB]\d\d)( 内部)?〕/g

export const mark = (talk: string): string => `〔${talk}〕`
export const inside = (talk: string): string => `〔${talk} 内部〕`

/** Somebody who is told things. */
export interface Eye {
  name: string
  /** Whether she may see words of this talk; `internal`: those that are no buyer's business. */
  maySee(talk: string, internal: boolean): boolean
}

/** Nobody may see anything. */
export const STRANGER: Eye = { name: 'a stranger', maySee: () => false }

export class Witness {
  /** Marks seen. */
  seen = 0
  readonly wrong: string[] = []

  saw(eye: Eye, raw: string): void {
    for (const [, talk, internal] of raw.matchAll(MARK)) {
      this.seen++
      if (!eye.maySee(talk!, internal !== undefined)) {
        this.wrong.push(`${eye.name} was shown words of ${talk}${internal ?? ''}: ${raw.slice(0, 300)}`)
      }
    }
  }
}
