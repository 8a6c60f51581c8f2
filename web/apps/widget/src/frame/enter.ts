// Whether a key press sends. Chinese is typed through an input method whose Enter takes the word
// being composed, so nothing may go out then: not while composing, and not on the Enter that ends it
// (Safari ends the composition first and marks that key with code 229).
export interface KeyPress {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  altKey: boolean
  isComposing: boolean
  keyCode: number
}

export function sends(press: KeyPress, composing: boolean): boolean {
  if (press.key !== 'Enter' || press.shiftKey || press.altKey) return false
  return !composing && !press.isComposing && press.keyCode !== 229
}
