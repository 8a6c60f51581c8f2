// What axe-core finds on a page as it stands. It is put in through the debugger, so the page's own content policy
// stays as strict as it is.
import axe from 'axe-core'
import type { Frame, Page } from 'playwright-core'

const GRAVE = ['serious', 'critical']

interface Found {
  id: string
  impact?: string | null
  help: string
  nodes: { target: unknown; html: string; failureSummary?: string }[]
}

/** Everything serious or critical, one line each. `rules`: these alone. */
export async function graveFindings(on: Page | Frame, rules?: readonly string[]): Promise<string[]> {
  await on.evaluate(axe.source)
  const found = await on.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Found[] }> } }
    const runOnly = only ? { runOnly: { type: 'rule', values: only } } : {}
    // A button that can be pressed from now on must not be seen halfway between its two colours.
    const still = new CSSStyleSheet()
    still.replaceSync('*, ::before, ::after { transition: none !important }')
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still]
    try {
      return (await axe.run(document, { iframes: false, resultTypes: ['violations'], ...runOnly })).violations
    } finally {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== still)
    }
  }, rules ? [...rules] : null)
  return found.filter((one) => GRAVE.includes(one.impact ?? '')).flatMap((one) =>
    one.nodes.map(({ target, html, failureSummary }) =>
      `${one.id} (${one.impact}): ${one.help}: ${String(target)}\n    ${html.slice(0, 160)}\n    ${failureSummary?.replace(/\s*\n\s*/g, ' ').slice(0, 260) ?? ''}`))
}

/** What fades or slides has come to rest. */
export async function settled(on: Page | Frame): Promise<void> {
  await on.evaluate(async () => {
    const ends = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
    await Promise.allSettled(ends.map((one) => one.finished))
  })
}

/** The colours of the dark theme on the very same state. */
export async function graveInTheDark(page: Page, on: Page | Frame = page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' })
  await settled(on)
  const found = await graveFindings(on, ['color-contrast'])
  await page.emulateMedia({ colorScheme: null })
  await settled(on)
  return found.map((one) => `in the dark: ${one}`)
}
