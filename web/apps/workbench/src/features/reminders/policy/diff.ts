// What two versions of a policy have in common, line by line. Pure.

export interface DiffLine { kind: 'same' | 'gone' | 'new'; text: string; /** In the newer text; of a gone line, where it stood. */ line: number }

/** Lines around a change that are shown with it. */
const AROUND = 2

/** The longest common run of lines, by the usual table: policies have hundreds of lines, not thousands. */
export function diff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.trimEnd().split('\n'), after.trimEnd().split('\n')]
  const common: Uint16Array[] = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!)
    }
  }
  const out: DiffLine[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ kind: 'same', text: b[j]!, line: j + 1 })
      i++
      j++
    } else if (i < a.length && (j >= b.length || common[i + 1]![j]! >= common[i]![j + 1]!)) {
      out.push({ kind: 'gone', text: a[i]!, line: i + 1 })
      i++
    } else {
      out.push({ kind: 'new', text: b[j]!, line: j + 1 })
      j++
    }
  }
  return out
}

/** The changes with a little around them; null stands for what is left out between. */
export function hunks(lines: readonly DiffLine[]): (DiffLine | null)[] {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some((one) => one.kind !== 'same'))
  const out: (DiffLine | null)[] = []
  lines.forEach((line, at) => {
    if (near[at]) out.push(line)
    else if (out.length > 0 && out.at(-1) !== null) out.push(null)
  })
  if (out.at(-1) === null) out.pop()
  return out
}
