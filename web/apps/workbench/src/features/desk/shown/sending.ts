// Pictures on their way. They live as long as the page: a file is too large for the browser's storage, and
// a person who reloads still has it. The reference stays the same over every try.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError } from '@jinpai/api'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import { useLive } from '@/shared/stores/live'
import { newRef } from '../outbox'
import { useDesk } from '../store'

export interface OutPicture {
  ref: string
  shop: string
  conversation: string
  file: Blob
  /** Shows it before it has gone. */
  url: string
  state: 'sending' | 'failed'
  problem: string
  /** It failed for want of a line, so it goes out by itself when the line is back. */
  again: boolean
}

/** More at once is a slip of the hand. */
const MOST = 9

export const usePictures = defineStore('pictures', () => {
  const desk = useDesk()
  const live = useLive()
  const pictures = ref<OutPicture[]>([])
  const queues = new Map<string, Promise<void>>()

  function change(name: string, to: Partial<OutPicture>): void {
    pictures.value = pictures.value.map((one) => (one.ref === name ? { ...one, ...to } : one))
  }

  function drop(name: string): void {
    const gone = pictures.value.find((one) => one.ref === name)
    if (gone) URL.revokeObjectURL(gone.url)
    pictures.value = pictures.value.filter((one) => one.ref !== name)
  }

  function send(shop: string, conversation: string, files: readonly File[]): void {
    for (const file of files.slice(0, MOST)) {
      const picture: OutPicture = {
        ref: newRef(), shop, conversation, file, url: URL.createObjectURL(file), state: 'sending', problem: '',
        again: false,
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

  /** One after the other, so that they stand in the talk as they were chosen. */
  function enqueue(picture: OutPicture): void {
    const before = queues.get(picture.conversation) ?? Promise.resolve()
    queues.set(picture.conversation, before.then(() => post(picture)))
  }

  async function post({ ref: name, shop, conversation, file }: OutPicture): Promise<void> {
    if (!pictures.value.some((one) => one.ref === name)) return
    try {
      const answer = await api.sendPicture(shop, conversation, name, file)
      desk.takeMessage(answer.message)
      drop(name)
    } catch (error) {
      const again = error instanceof ApiError && error.isNetwork
      change(name, { state: 'failed', problem: sentence(error), again })
    }
  }

  live.listen({
    event: (event) => {
      if (event.kind === 'message-sent' && event.data.message.from === 'agent') drop(event.data.message.client_ref)
    },
    open: () => pictures.value.filter((one) => one.again).forEach((one) => retry(one.ref)),
  })

  return { pictures, send, retry, drop }
})
