export type PanelTab = 'buyer' | 'orders' | 'products'
