// A small picker: the faces and signs shop talk uses, no names to search, arrow keys to walk.
import { useEffect, useRef } from 'preact/hooks'

const COLUMNS = 8
const FACES = [...'😊😄😁😂🥰😍😘🤗🤔😅😭😢😮😳😡😴🙏👍👌👏💪🤝✌️🙌❤️💛🌹🎁🎉✨🔥💯👗👚🧥👖👟🧣📦🚚💰🧾📏🎨☕🌞🌙⏰'.matchAll(/\p{Emoji}\uFE0F?/gu)].map(
  (m) => m[0],
)

export interface EmojiProps {
  label: string
  pick: (face: string) => void
  close: () => void
}

export default function Emoji({ label, pick, close }: EmojiProps) {
  const grid = useRef<HTMLDivElement>(null)
  const buttons = () => [...(grid.current?.querySelectorAll('button') ?? [])]
  useEffect(() => buttons()[0]?.focus(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    const all = buttons()
    const here = all.indexOf(document.activeElement as HTMLButtonElement)
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key]
    if (step) all[Math.max(0, Math.min(all.length - 1, here + step))]?.focus()
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
  }
  return (
    <div class="faces" role="group" aria-label={label} ref={grid} onKeyDown={onKeyDown}>
      {FACES.map((face, i) => (
        <button type="button" key={face} tabIndex={i === 0 ? 0 : -1} onClick={() => pick(face)}>
          {face}
        </button>
      ))}
    </div>
  )
}
