// Before a run the judge is shown talks in which one promise each is broken, and a witness what is not for her eyes: a
// run whose judge finds nothing in these could not find anything in a program either.
import { compare, inOrder } from './judge'
import { Ledger, type Told } from './ledger'
import { inside, mark, Witness } from './witness'

/** Three words of a buyer and one of an agent, all acknowledged. */
function talk(): { ledger: Ledger; told: Told[] } {
  const ledger = new Ledger()
  const told: Told[] = []
  for (const [seq, by] of ['A01', 'A01', 'yunyun', 'A01'].entries()) {
    const message = { seq: seq + 1, id: `m${seq}`, from: by === 'A01' ? 'buyer' : 'agent', text: `${mark('A01')}${seq}` }
    ledger.intend('A01', by, `${by}-${seq}`, message.text)
    ledger.acknowledged(`${by}-${seq}`, message)
    told.push(message)
  }
  return { ledger, told }
}

function found(change: (told: Told[], ledger: Ledger) => Told[]): number {
  const { ledger, told } = talk()
  const wrong: string[] = []
  const after = change([...told], ledger)
  inOrder(wrong, ledger.of('A01'))
  compare(wrong, 'canary', after, ledger.of('A01'), true)
  return wrong.length + ledger.wrong.length
}

const BROKEN: Record<string, (told: Told[], ledger: Ledger) => Told[]> = {
  'a lost message': ([first, , ...rest]) => [first!, ...rest],
  'a doubled message': ([first, ...rest]) => [first!, first!, ...rest],
  'a message twice under two names': (told) => [...told, { ...told[0]!, seq: 9, id: 'other' }],
  'messages in another order': ([first, second, ...rest]) => [second!, first!, ...rest],
  'other words': ([first, ...rest]) => [{ ...first!, text: '别的' }, ...rest],
  'another message in its place': ([first, ...rest]) => [{ ...first!, id: 'other' }, ...rest],
  'words that were taken back': (told, ledger) => { ledger.recalled('yunyun-2'); return told },
  'an answer to the same reference that is another message': (told, ledger) => {
    ledger.acknowledged('A01-0', { ...told[0]!, seq: 9 })
    return told
  },
  'what was said second standing first': (told, ledger) => {
    const [one, two] = [ledger.entries.get('A01-0')!, ledger.entries.get('A01-1')!]
    ;[one.told, two.told] = [two.told, one.told]
    return told
  },
}

/** Throws when a broken promise is not seen. */
export function canaries(): void {
  if (found((told) => told) !== 0) throw new Error('the judge finds something in a talk in which all is well')
  for (const [name, change] of Object.entries(BROKEN)) {
    if (found(change) === 0) throw new Error(`the judge does not see ${name}`)
  }
  const buyer = { name: 'buyer A01', maySee: (of: string, internal: boolean) => of === 'A01' && !internal }
  const looks = (raw: string) => {
    const witness = new Witness()
    witness.saw(buyer, raw)
    return witness.wrong.length
  }
  if (looks(`{"text":"${mark('A01')}您好"}`) !== 0) throw new Error('the witness minds a buyer’s own words')
  if (looks(`{"text":"${mark('B01')}您好"}`) !== 1) throw new Error('the witness does not see another’s words')
  if (looks(`{"text":"${inside('A01')}备注"}`) !== 1) throw new Error('the witness does not see a note')
}
