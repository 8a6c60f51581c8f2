// Notifications on the desktop, beside the browser. Asks for leave only when told to.
export type Leave = NotificationPermission | 'unsupported'

/** Shown at most; the system's own list is no place for forty buyers. */
const MOST = 5
const shown = new Map<string, Notification>()

export function leave(): Leave {
  return typeof Notification === 'function' && window.isSecureContext ? Notification.permission : 'unsupported'
}

export async function askLeave(): Promise<Leave> {
  if (leave() === 'default') await Notification.requestPermission()
  return leave()
}

/** One per `tag`: the newest word of a talk stands in the place of the one before. False when none can be shown. */
export function popUp(tag: string, title: string, body: string, onOpen: () => void): boolean {
  if (leave() !== 'granted') return false
  try {
    // Sound is our own setting.
    const one = new Notification(title, { body, tag, silent: true, icon: '/favicon.svg' })
    one.onclick = () => {
      window.focus()
      onOpen()
      one.close()
    }
    one.onclose = () => { if (shown.get(tag) === one) shown.delete(tag) }
    shown.delete(tag)
    shown.set(tag, one)
    for (const [old, popup] of [...shown].slice(0, -MOST)) {
      shown.delete(old)
      popup.close()
    }
    return true
  } catch {
    // A phone's browser has the name but lets no page use it.
    return false
  }
}

/** She is back at the page: what was told is told. */
export function clearPopups(): void {
  for (const one of shown.values()) one.close()
  shown.clear()
}
