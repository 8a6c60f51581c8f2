import type { ShopSettingsView } from '@jinpai/api'

/** Trades whose starter phrases a shop may take beside the general ones. */
export const TRADES: readonly ShopSettingsView['trades'][number][] = ['clothing', 'food', 'digital', 'furniture']
