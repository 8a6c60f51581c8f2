// A short soft chime, made here: two notes, no file. Knows nothing of messages. A browser lets a page
// sound only after the person has touched it once; what could not sound then never sounds late.
/** Two chimes are never nearer than this. */
export const APART_MS = 3_000
const RESUME_MS = 500
const NOTES = [{ hz: 659.26, after: 0 }, { hz: 880, after: 0.13 }] as const
const RING_S = 0.5
const LOUD = 0.1

let context: AudioContext | null = null
let sounding = 0
let lastAt = -Infinity

function audio(): AudioContext | null {
  if (!context && typeof AudioContext === 'function') context = new AudioContext()
  return context
}

/** Sounds once; false where the browser keeps the page silent. */
export async function ring(): Promise<boolean> {
  const to = audio()
  if (!to) return false
  // Without a touch before, the promise stays open: that is a no.
  const late = new Promise((done) => setTimeout(done, RESUME_MS))
  if (to.state !== 'running') await Promise.race([to.resume().catch(() => undefined), late])
  if (to.state !== 'running') return false
  for (const note of NOTES) play(to, note.hz, to.currentTime + note.after)
  return true
}

/** The same, but never in a row: forty buyers make one sound. */
export function chime(now = performance.now()): void {
  if (now - lastAt < APART_MS) return
  lastAt = now
  void ring()
}

function play(to: AudioContext, hz: number, from: number): void {
  const tone = new OscillatorNode(to, { type: 'sine', frequency: hz })
  const level = new GainNode(to, { gain: 0 })
  level.gain.setValueAtTime(0, from)
  level.gain.linearRampToValueAtTime(LOUD, from + 0.015)
  level.gain.exponentialRampToValueAtTime(0.0001, from + RING_S)
  tone.connect(level).connect(to.destination)
  sounding += 1
  tone.onended = () => {
    sounding -= 1
    // An idle line to the loudspeaker costs power.
    if (sounding === 0) void to.suspend().catch(() => undefined)
  }
  tone.start(from)
  tone.stop(from + RING_S)
}
