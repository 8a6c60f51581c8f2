// What the desk holds: open conversations of all shops, the messages of those that were opened, who is
// typing. Changed only by answers of the server and by its events, so two tabs agree.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { ApiError, type ConversationView, type EventFrame, type MessageView } from '@jinpai/api'
import { backoffMs } from '@jinpai/realtime'
import { api } from '@/shared/api'
import { sentence } from '@/shared/problem'
import { useLive } from '@/shared/stores/live'
import { useSession } from '@/shared/stores/session'
import { applyPresence, applyToList, conversationOf, mergeMessages, type Conversations } from './apply'
import { useGroups } from './groups'
import { byUrgency, isAsleep, isWaiting, nextWaiting } from './order'

export interface Talk { items: MessageView[]; more: boolean; loading: boolean; failed: string }

/** Messages read at once. */
const PAGE = 50
/** A typing sign without a renewal goes after this. */
const TYPING_MS = 6_000

export const useDesk = defineStore('desk', () => {
  const session = useSession()
  const live = useLive()

  const list = shallowRef<Conversations>(new Map())
  const talks = shallowRef<ReadonlyMap<string, Talk>>(new Map())
  const openId = ref<string | null>(null)
  const ready = ref(false)
  const failed = ref('')
  const typing = ref<Record<string, boolean>>({})
  const typingTimers = new Map<string, ReturnType<typeof setTimeout>>()
  /** A colleague who writes in the same talk, by conversation. */
  const colleagueTyping = ref<Record<string, string>>({})
  const colleagueTimers = new Map<string, ReturnType<typeof setTimeout>>()

  const sorted = computed(() => [...list.value.values()].filter((one) => one.state === 'open').sort(byUrgency))
  /** Those that are not put off: what the keys step through. */
  const awake = computed(() => sorted.value.filter((one) => !isAsleep(one)))
  /** How many are closed, by shop. */
  const closed = ref<Record<string, number>>({})
  const waitingCount = computed(() => sorted.value.filter(isWaiting).length)
  const open = computed(() => (openId.value ? list.value.get(openId.value) ?? null : null))
  const talk = computed(() => (openId.value ? talks.value.get(openId.value) ?? null : null))

  function setTalk(id: string, talkNow: Talk): void {
    talks.value = new Map(talks.value).set(id, talkNow)
  }

  function setConversation(conversation: ConversationView): void {
    list.value = new Map(list.value).set(conversation.id, conversation)
  }

  /** Reads the lists of all shops; answers the sequences they were read at. */
  async function load(): Promise<Record<string, number>> {
    try {
      const answers = await Promise.all(session.shops.map((shop) => api.conversations(shop.id)))
      const next = new Map<string, ConversationView>()
      const kept = open.value
      if (kept) next.set(kept.id, kept)
      answers.forEach((answer, i) => {
        answer.items.forEach((one) => next.set(one.id, one))
        closed.value = { ...closed.value, [session.shops[i]!.id]: answer.closed }
      })
      list.value = next
      ready.value = true
      failed.value = ''
      return Object.fromEntries(session.shops.map((shop, i) => [shop.id, answers[i]!.head_seq]))
    } catch (error) {
      failed.value = sentence(error)
      throw error
    }
  }

  async function reloadShop(shop: string): Promise<void> {
    const answer = await api.conversations(shop)
    const next = new Map([...list.value].filter(([id, one]) => one.shop !== shop || id === openId.value))
    answer.items.forEach((one) => next.set(one.id, one))
    closed.value = { ...closed.value, [shop]: answer.closed }
    list.value = next
    // What was loaded may have holes now: the open talk is read again, the others when they are opened.
    const shopOf = (id: string) => list.value.get(id)?.shop
    talks.value = new Map([...talks.value].filter(([id]) => shopOf(id) !== undefined && shopOf(id) !== shop))
    if (openId.value && shopOf(openId.value) === shop) await loadTalk(openId.value)
  }

  /** After a reset nothing but a fresh read is true, so it is tried until it succeeds. */
  async function resync(shop: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await reloadShop(shop)
      } catch (error) {
        // Signed out: the page is on its way to the sign-in, which reads everything anew.
        if (!session.session || !(error instanceof ApiError)) return
        await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt, Math.random())))
      }
    }
  }

  async function loadTalk(id: string): Promise<void> {
    const conversation = list.value.get(id)
    if (!conversation) return
    const before = talks.value.get(id)
    setTalk(id, { items: before?.items ?? [], more: before?.more ?? false, loading: true, failed: '' })
    try {
      const page = await api.messages(conversation.shop, id, { limit: PAGE })
      const items = mergeMessages(page.items, talks.value.get(id)?.items ?? [])
      setTalk(id, { items, more: page.more, loading: false, failed: '' })
    } catch (error) {
      const now = talks.value.get(id)
      setTalk(id, { items: now?.items ?? [], more: false, loading: false, failed: sentence(error) })
    }
  }

  async function loadOlder(id: string): Promise<void> {
    const conversation = list.value.get(id)
    const now = talks.value.get(id)
    const first = now?.items[0]
    if (!conversation || !now || !first || !now.more || now.loading) return
    setTalk(id, { ...now, loading: true })
    try {
      const page = await api.messages(conversation.shop, id, { before_seq: first.seq, limit: PAGE })
      const items = mergeMessages(page.items, talks.value.get(id)?.items ?? [])
      setTalk(id, { items, more: page.more, loading: false, failed: '' })
    } catch (error) {
      const latest = talks.value.get(id)
      if (latest) setTalk(id, { ...latest, loading: false, failed: sentence(error) })
    }
  }

  /** Opens a conversation on the desk; one that is closed or new to this page is read first. */
  async function openConversation(shop: string, id: string): Promise<void> {
    const left = openId.value
    openId.value = id
    const old = left ? list.value.get(left) : undefined
    if (old && old.state === 'closed' && left !== id) {
      const next = new Map(list.value)
      next.delete(old.id)
      list.value = next
    }
    try {
      if (!list.value.has(id)) setConversation(await api.conversation(shop, id))
    } catch (error) {
      setTalk(id, { items: [], more: false, loading: false, failed: sentence(error) })
      return
    }
    const known = talks.value.get(id)
    if (!known || known.failed) await loadTalk(id)
    if (openId.value === id) readAhead(id)
  }

  /** Who answers goes on to the talk below, the one above or the one that waits: their words are read while she is here. */
  function readAhead(id: string): void {
    const at = awake.value.findIndex((one) => one.id === id)
    const near = at < 0 ? [] : [awake.value[at + 1], awake.value[at - 1]]
    for (const one of new Set([...near, next()])) {
      if (one && !talks.value.has(one.id)) void loadTalk(one.id)
    }
  }

  function closeView(): void { openId.value = null }

  /** A message of ours that the server has taken. */
  function takeMessage(message: MessageView): void {
    const now = talks.value.get(message.conversation)
    if (now) setTalk(message.conversation, { ...now, items: mergeMessages(now.items, [message]) })
  }

  function onEvent(event: EventFrame): void {
    if (!conversationOf(event)) return
    list.value = applyToList(list.value, event, openId.value)
    if (event.kind === 'conversation-closed') closed.value = { ...closed.value, [event.shop]: (closed.value[event.shop] ?? 0) + 1 }
    if (event.kind === 'message-recalled') takeMessage(event.data.message)
    if (event.kind === 'message-receipt') {
      // One that is not on the page comes with its receipt when it is scrolled to.
      const { message } = event.data
      if (talks.value.get(message.conversation)?.items.some((one) => one.seq === message.seq)) takeMessage(message)
    }
    if (event.kind === 'message-sent') {
      takeMessage(event.data.message)
      if (event.data.message.from === 'buyer') setTyping(event.data.message.conversation, false)
    }
  }

  function setTyping(id: string, on: boolean): void {
    clearTimeout(typingTimers.get(id))
    typing.value = { ...typing.value, [id]: on }
    if (on) typingTimers.set(id, setTimeout(() => setTyping(id, false), TYPING_MS))
  }

  function setColleagueTyping(id: string, name: string): void {
    clearTimeout(colleagueTimers.get(id))
    colleagueTyping.value = { ...colleagueTyping.value, [id]: name }
    if (name) colleagueTimers.set(id, setTimeout(() => setColleagueTyping(id, ''), TYPING_MS))
  }

  live.listen({
    event: onEvent,
    reset: (shop) => void resync(shop),
    signal: (frame) => {
      if (frame.type === 'typing' && frame.from === 'buyer') setTyping(frame.conversation, frame.on)
      if (frame.type === 'typing' && frame.from === 'agent') {
        setColleagueTyping(frame.conversation, frame.on ? frame.person?.name ?? '' : '')
      }
      if (frame.type === 'presence') list.value = applyPresence(list.value, frame.shop, frame.buyer, frame.online)
    },
  })

  function next(): ConversationView | null { return nextWaiting(sorted.value, openId.value, session.person?.id, useGroups().isForMe) }

  function forget(): void {
    list.value = new Map()
    talks.value = new Map()
    openId.value = null
    ready.value = false
  }

  return {
    list, talks, openId, ready, failed, typing, colleagueTyping, sorted, awake, closed, waitingCount, open, talk,
    load, loadTalk, loadOlder, openConversation, closeView, takeMessage, next, forget,
  }
})
