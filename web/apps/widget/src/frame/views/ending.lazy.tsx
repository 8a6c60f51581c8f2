// What follows the last words: the end of the talk with its question, or the way to reach her later.
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { lazyWords } from '../words.lazy'
import Contact from './contact.lazy'
import Rating from './rating.lazy'

export default function Ending({ chat, words }: { chat: Chat; words: Words }) {
  const { ended, farewell, online, timeline, pending } = chat.state
  if (ended) {
    return (
      <>
        <p class="line">{lazyWords(words.locale).ended}</p>
        {farewell && chat.asks(farewell.conversation) && (
          <Rating key={farewell.conversation} chat={chat} words={words} farewell={farewell} />
        )}
      </>
    )
  }
  const name = `contact-${new Date().toDateString().replaceAll(' ', '-')}`
  // What the shop says by itself answers nobody.
  const last = timeline.items.findLast((m) => !m.auto)
  const told = timeline.items.findLast((m) => m.from !== 'buyer')?.auto
  const away = online === false || told === 'closed' || told === 'nobody'
  const waits = last?.from === 'buyer' && pending.length === 0
  return away && waits && chat.asks(name) ? <Contact chat={chat} words={words} name={name} /> : null
}
