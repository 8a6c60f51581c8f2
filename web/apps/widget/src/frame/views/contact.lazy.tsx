// While nobody is at the desk: a number or an address at which the answer may reach her, and what it is for.
import { useState } from 'preact/hooks'
import type { Problem } from '../api'
import type { Chat } from '../chat'
import type { Words } from '../i18n'
import { lazyWords } from '../words.lazy'

export interface ContactProps {
  chat: Chat
  words: Words
  /** What this question is called when she puts it away. */
  name: string
}

export default function Contact({ chat, words, name }: ContactProps) {
  const t = lazyWords(words.locale)
  const [value, setValue] = useState('')
  const [left, setLeft] = useState('')
  const [line, setLine] = useState('')

  const leave = async () => {
    try {
      const { masked } = await chat.api.call<{ masked: string }>('POST', 'contact', { value })
      setLeft(t.contact_left.replace('{masked}', masked))
    } catch (problem) {
      const { detail, fields } = problem as Problem
      setLine(fields.value || detail || t.contact_failed)
    }
  }

  if (left) return <p class="line" role="status">{left}</p>
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault()
        if (value.trim()) void leave()
      }}
    >
      <label for="contact">{t.contact}</label>
      <p class="state">{t.contact_use}</p>
      <div class="pair">
        <input
          id="contact"
          value={value}
          maxLength={120}
          autocomplete="email"
          placeholder={t.contact_field}
          aria-invalid={line !== ''}
          aria-describedby="contact-line"
          onInput={(event) => {
            setValue(event.currentTarget.value)
            setLine('')
          }}
        />
        <button type="submit" class="plain" disabled={!value.trim()}>
          {t.give}
        </button>
      </div>
      <p id="contact-line" class="state bad" role="alert">
        {line}
      </p>
      <button type="button" class="quiet" onClick={() => chat.wave(name)}>
        {t.skip}
      </button>
    </form>
  )
}
