// Of several tabs of one browser one speaks: the one that was used last. It holds a lock that a tab takes over when it
// gets the focus, and that falls to another when it is closed or dies. Where a page has no locks (plain http on
// another machine) a mark in the storage stands for it.
const LOCK = 'jinpai-speaks'
const MARK = 'jp.speaks'

export interface Speaker {
  speaks(): boolean
  stop(): void
}

export function openSpeaker(): Speaker {
  const locks = navigator.locks as LockManager | undefined
  return locks ? byLock(locks) : byMark()
}

function byLock(locks: LockManager): Speaker {
  let held = false
  let running = true
  let waiting = new AbortController()
  let letGo: () => void = () => {}

  function hold(): Promise<void> {
    held = true
    return new Promise((done) => { letGo = done })
  }

  /** Waits for its turn, or takes it at once. */
  async function ask(steal: boolean): Promise<void> {
    waiting.abort()
    waiting = new AbortController()
    const mine = waiting
    try {
      await locks.request(LOCK, steal ? { steal } : { signal: mine.signal }, hold)
    } catch {
      // Another tab has taken it, or a newer request of this one stands in its place.
    }
    if (mine !== waiting) return
    held = false
    if (running) void ask(false)
  }

  const take = () => { if (!held) void ask(true) }
  window.addEventListener('focus', take)
  void ask(document.hasFocus())

  return {
    speaks: () => held,
    stop() {
      running = false
      window.removeEventListener('focus', take)
      waiting.abort()
      letGo()
    },
  }
}

function byMark(): Speaker {
  const mine = String(Math.random())
  const read = () => {
    try {
      return localStorage.getItem(MARK)
    } catch {
      return null
    }
  }
  const take = () => {
    try {
      localStorage.setItem(MARK, mine)
    } catch {
      // Without storage every tab speaks, which is better than none.
    }
  }
  const leave = () => {
    try {
      if (read() === mine) localStorage.removeItem(MARK)
    } catch {
      // Nothing was marked.
    }
  }
  window.addEventListener('focus', take)
  window.addEventListener('pagehide', leave)
  if (document.hasFocus()) take()

  return {
    speaks() {
      const has = read()
      if (has === null) take()
      return has === null || has === mine
    },
    stop() {
      window.removeEventListener('focus', take)
      window.removeEventListener('pagehide', leave)
      leave()
    },
  }
}
