// Pictures on their way. They live as long as the page: a file is too large for the browser's storage, and
// a person who reloads still has it. The reference stays the same over every try.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError } from '@jinpai/api'
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
  file: Blob
  /** Shows it before it has gone. */
  url: string
  at: number
  state: 'sending' | 'failed'
  problem: string
  /** It failed for want of a line, so it goes out by itself when the line is back. */
  again: boolean
}

/** More at once is a slip of the hand. */
const MOST = 9

export const usePictures = defineStore('pictures', () => {
  const desk = useDesk()
  const session = useSession()
  const live = useLive()
  const pictures = ref<OutPicture[]>([])

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
    for (const file of files.slice(0, MOST)) {
      const picture: OutPicture = {
        ref: newRef(), shop, conversation, file, url: URL.createObjectURL(file),
        at: session.now(), state: 'sending', problem: '', again: false,
      }
      pictures.value = [...pictures.value, picture]
      enqueue(picture)
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
      const answer = await api.sendPicture(shop, conversation, name, file)
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

  return { pictures, send, retry, drop }
})
