export type PanelTab = 'buyer' | 'orders' | 'products' | 'phrases' | 'advice'

/** In the order of their keys. */
export const TABS: readonly PanelTab[] = ['buyer', 'orders', 'products', 'phrases', 'advice']
