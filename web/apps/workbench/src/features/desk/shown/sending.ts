// Pictures on their way. They live as long as the page: a file is too large for the browser's storage, and
// a person who reloads still has it. The reference stays the same over every try.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError, type PhraseView } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import { useLive } from '@/shared/stores/live'
import { useSession } from '@/shared/stores/session'
import { lane, type Went } from '../lane'
import { newRef } from '../outbox'
import { useDesk } from '../store'

export interface OutPicture {
  ref: string
  shop: string
  conversation: string
  /** The file, or the phrase whose picture it is. */
  file: Blob | { phrase: string }
  /** Shows it before it has gone. */
  url: string
  at: number
  /** How much of it has gone, of one. */
  share: number
  state: 'sending' | 'failed'
  problem: string
  /** It failed for want of a line, so it goes out by itself when the line is back. */
  again: boolean
}

/** The picture of a phrase that stands in a draft: it goes out with the reply. */
export interface Along { shop: string; conversation: string; phrase: string; picture: string; title: string }

/** More at once is a slip of the hand. */
const MOST = 9

export const usePictures = defineStore('pictures', () => {
  const desk = useDesk()
  const session = useSession()
  const live = useLive()
  const pictures = ref<OutPicture[]>([])
  const along = ref<Along[]>([])

  function change(name: string, to: Partial<OutPicture>): void {
    pictures.value = pictures.value.map((one) => (one.ref === name ? { ...one, ...to } : one))
  }

  function drop(name: string): void {
    lane.drop(name)
    const gone = pictures.value.find((one) => one.ref === name)
    if (gone) URL.revokeObjectURL(gone.url)
    pictures.value = pictures.value.filter((one) => one.ref !== name)
  }

  function send(shop: string, conversation: string, files: readonly File[]): void {
    for (const file of files.slice(0, MOST)) put(shop, conversation, file, URL.createObjectURL(file))
  }

  function put(shop: string, conversation: string, file: OutPicture['file'], url: string): void {
    const picture: OutPicture = { ref: newRef(), shop, conversation, file, url, at: session.now(), share: 0, state: 'sending', problem: '', again: false }
    pictures.value = [...pictures.value, picture]
    enqueue(picture)
  }

  /** Lays a phrase's picture beside the draft, unless it lies there. */
  function lay(shop: string, conversation: string, phrase: PhraseView): void {
    if (!phrase.picture || !conversation || along.value.some((one) => one.conversation === conversation && one.phrase === phrase.id)) return
    along.value = [...along.value, { shop, conversation, phrase: phrase.id, picture: phrase.picture.id, title: phrase.title }]
  }

  function leave(conversation: string, phrase: string): void {
    along.value = along.value.filter((one) => one.conversation !== conversation || one.phrase !== phrase)
  }

  /** Sends what lies beside the draft: all of it after the reply, or one alone. */
  function goAlong(conversation: string, phrase?: string): void {
    const going = along.value.filter((one) => one.conversation === conversation && (phrase === undefined || one.phrase === phrase))
    for (const one of going) {
      leave(conversation, one.phrase)
      put(one.shop, conversation, { phrase: one.phrase }, api.phrasePictureUrl(one.shop, one.picture, 'small'))
    }
  }

  function retry(name: string): void {
    const picture = pictures.value.find((one) => one.ref === name)
    if (!picture) return
    change(name, { state: 'sending', problem: '' })
    enqueue(picture)
  }

  function enqueue({ ref: name, conversation }: OutPicture): void {
    lane.put(conversation, { ref: name, go: () => post(name), held: () => change(name, { state: 'failed', again: true }) })
  }

  async function post(name: string): Promise<Went> {
    const picture = pictures.value.find((one) => one.ref === name)
    if (!picture) return 'over'
    const { shop, conversation, file } = picture
    change(name, { state: 'sending', problem: '' })
    try {
      const answer = await ('phrase' in file
        ? api.sendPhrasePicture(shop, conversation, name, file.phrase)
        : api.sendPicture(shop, conversation, name, file, (share) => change(name, { share })))
      desk.takeMessage(answer.message)
      drop(name)
    } catch (error) {
      const again = error instanceof ApiError && error.isNetwork
      change(name, { state: 'failed', problem: sentence(error), again })
      if (again) return 'no-line'
    }
    return 'over'
  }

  live.listen({
    event: (event) => {
      if (event.kind === 'message-sent' && event.data.message.from === 'agent') drop(event.data.message.client_ref)
    },
    open: () => lane.again(),
  })

  return { pictures, along, send, retry, drop, lay, leave, goAlong }
})
