// What stands on the launcher: white or the ink, whichever is easier to see on the shop's accent. A sign needs 3:1;
// the chat, where words stand, has finer means (`accent.ts`), which are too heavy to load before anybody asks.

/** Empty when the shop's word is no colour. */
export function onOf(accent = ''): string {
  const long = accent.trim().replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3')
  if (!/^#[0-9a-f]{6}$/i.test(long)) return ''
  const part = (at: number, share: number) => share * (parseInt(long.slice(at, at + 2), 16) / 255) ** 2.2
  return part(1, 0.2126) + part(3, 0.7152) + part(5, 0.0722) > 0.21 ? '#1d2129' : '#fff'
}
