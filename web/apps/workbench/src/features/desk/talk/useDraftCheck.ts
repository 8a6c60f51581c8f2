// The coach beside a draft: sends it over the line, keeps the findings that still stand, and remembers
// which of them the person hid for this draft, and which she put aside for the talk.
import { computed, onBeforeUnmount, ref, shallowRef } from 'vue'
import type { Finding, PutAside } from '@jinpai/api'
import { DraftChecker } from '@/shared/draft/checker'
import { carryOver, foremost, place, type PlacedFinding } from '@/shared/draft/spans'
import { useLive } from '@/shared/stores/live'

export function useDraftCheck(shop: string, conversation: string) {
  const live = useLive()
  const all = shallowRef<PlacedFinding[]>([])
  const hidden = ref(new Set<string>())
  /** Put aside with a reason, until the server's own answers say so: to the last revision checked before it knew. */
  const dismissed = shallowRef<ReadonlyMap<string, number>>(new Map())
  /** Put aside in this talk, of what the draft says now. */
  const aside = shallowRef<readonly PutAside[]>([])
  /** The text that `all` speaks about. */
  let about = ''

  const checker = new DraftChecker((rev, text) => live.send({ type: 'draft', shop, conversation, rev, text }))
  const key = (one: Finding) => `${one.rule}|${one.match}`
  const shown = computed(() => all.value.filter((one) => !hidden.value.has(key(one)) && !dismissed.value.has(key(one))))
  const first = computed(() => foremost(shown.value))
  const blocking = computed(() => foremost(all.value.filter((one) => one.severity === 'block')))

  /** At every change of the text, also in the middle of composing: underlines stay with their words. */
  function follow(text: string): void {
    all.value = carryOver(all.value, about, text)
    about = text
  }

  function check(text: string): void {
    follow(text)
    if (text.trim()) checker.change(text)
    else clear()
  }

  function clear(): void {
    checker.stop()
    all.value = []
    aside.value = []
    hidden.value = new Set()
    about = ''
  }

  function hide(finding: PlacedFinding): void {
    hidden.value = new Set(hidden.value).add(key(finding))
  }

  /** Gone at once, before the server knows. */
  function dismiss(finding: Finding): void {
    dismissed.value = new Map(dismissed.value).set(key(finding), Infinity)
  }

  /** The server would not have it. */
  function bringBack(finding: Finding): void {
    const next = new Map(dismissed.value)
    next.delete(key(finding))
    dismissed.value = next
  }

  /** The server has it: from its next answer on, what it says is what counts. */
  function settled(finding: Finding): void {
    dismissed.value = new Map(dismissed.value).set(key(finding), checker.revision)
    again()
  }

  /** The text is checked afresh, as after a change of what counts in this talk. */
  function again(): void {
    if (about.trim()) checker.change(about)
  }

  /** Put aside no more: it speaks again. */
  function speakAgain(one: PutAside): void {
    bringBack(one.finding)
    aside.value = aside.value.filter((held) => held.id !== one.id)
    again()
  }

  function unhideAll(): void { hidden.value = new Set() }

  /** Findings that came with the server's refusal. */
  function show(text: string, findings: readonly Finding[]): void {
    about = text
    all.value = place(findings, text)
    unhideAll()
  }

  live.listen({
    signal: (frame) => {
      if (frame.type !== 'findings' || frame.conversation !== conversation) return
      const text = checker.accept(frame)
      if (text === null) return
      // Composing may have changed the text since: the answer is carried to where the text is now.
      all.value = carryOver(place(frame.findings, text), text, about)
      aside.value = frame.dismissed
      dismissed.value = new Map([...dismissed.value].filter(([, known]) => known >= frame.rev))
    },
    open: () => checker.resend(),
  })
  onBeforeUnmount(() => checker.stop())

  return { shown, first, blocking, aside, follow, check, clear, hide, dismiss, bringBack, settled, speakAgain, unhideAll, show }
}
