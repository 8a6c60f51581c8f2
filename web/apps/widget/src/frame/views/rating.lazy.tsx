// Five faces and a word at the end of a talk. Asked once, put away with one tap, never in the way.
import { useState } from 'preact/hooks'
import type { Farewell } from '../../wire'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { lazyWords, type LazyKey } from '../words.lazy'

/** Drawn, because not every machine has all five signs. */
const MOUTHS = ['M8 17c2-3.4 6-3.4 8 0', 'M8.5 16.2c1.8-1.7 5.2-1.7 7 0', 'M8.5 15.3h7', 'M8.5 14.4c1.8 1.9 5.2 1.9 7 0', 'M7.8 13.6c.6 5 7.8 5 8.4 0Z']
const HEAD = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9 9.3v.4M15 9.3v.4'

export interface RatingProps {
  chat: Chat
  words: Words
  farewell: Farewell
}

export default function Rating({ chat, words, farewell }: RatingProps) {
  const t = lazyWords(words.locale)
  const [score, setScore] = useState(farewell.rating?.score ?? 0)
  const [word, setWord] = useState(farewell.rating?.word ?? '')
  const [given, setGiven] = useState(farewell.rating?.word ?? '')
  const [line, setLine] = useState(farewell.rating ? t.thanks : '')

  const give = async (next: number, said: string) => {
    const before = score
    setScore(next)
    try {
      await chat.api.call('POST', 'rating', { conversation: farewell.conversation, score: next, word: said })
      setGiven(said)
      setLine(t.thanks)
    } catch (problem) {
      setScore(before)
      setLine((problem as { detail?: string }).detail || t.rate_failed)
    }
  }

  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault()
        if (score) void give(score, word.trim())
      }}
    >
      <p id="rate">{t.rate}</p>
      <div class="scores" role="group" aria-labelledby="rate">
        {MOUTHS.map((mouth, i) => (
          <button
            type="button"
            key={mouth}
            aria-pressed={score === i + 1}
            aria-label={t[`score${i + 1}` as LazyKey]}
            title={t[`score${i + 1}` as LazyKey]}
            onClick={() => void give(i + 1, given)}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={HEAD + mouth} />
            </svg>
          </button>
        ))}
      </div>
      {score > 0 && (
        <div class="pair">
          <input
            value={word}
            maxLength={200}
            placeholder={t.word}
            aria-label={t.word}
            onInput={(event) => setWord(event.currentTarget.value)}
          />
          <button type="submit" class="plain" disabled={word.trim() === given}>
            {t.give}
          </button>
        </div>
      )}
      <p class="state" role="status">
        {line}
        {line === t.thanks && ` · ${t.change}`}
      </p>
      <button type="button" class="quiet" onClick={() => chat.wave(farewell.conversation)}>
        {farewell.rating || line === t.thanks ? t.close : t.skip}
      </button>
    </form>
  )
}
