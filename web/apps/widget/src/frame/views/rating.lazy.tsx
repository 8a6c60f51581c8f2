// Five faces and a word at the end of a talk. Asked once, put away with one tap, never in the way.
import { useState } from 'preact/hooks'
import type { Farewell } from '../../wire'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { lazyWords, type LazyKey } from '../words.lazy'

const FACES = ['😞', '🙁', '😐', '🙂', '😄']

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
        {FACES.map((face, i) => (
          <button
            type="button"
            key={face}
            aria-pressed={score === i + 1}
            aria-label={t[`score${i + 1}` as LazyKey]}
            title={t[`score${i + 1}` as LazyKey]}
            onClick={() => void give(i + 1, given)}
          >
            {face}
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
