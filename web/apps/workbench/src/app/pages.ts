// The pages, in order, with the letter that follows `g`; those with an icon stand in the rail.
import type { Role } from '@jinpai/api'

export interface Page { name: string; letter: string; icon: string; needs?: Role }

export const pages: readonly Page[] = [
  { name: 'desk', letter: 'd', icon: 'M4 5h16v11H9l-5 4z' },
  { name: 'reminders', letter: 'r', icon: 'M12 5.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M12 9v4l3 2M5 4 3 6M19 4l2 2' },
  { name: 'orders', letter: 'o', icon: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6' },
  { name: 'products', letter: 'p', icon: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8' },
  { name: 'quality', letter: 'q', icon: 'M5 20V10M10 20V4M15 20v-7M20 20v-4M3 20h19' },
  { name: 'rules', letter: 'u', icon: 'M5 4h11l3 3v13H5zM8 11l2.5 2.5L15 9M8 17h7' },
  { name: 'phrases', letter: 'h', icon: '' },
  { name: 'playbook', letter: 'b', icon: '', needs: 'lead' },
  {
    name: 'settings', letter: 's',
    icon: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1',
  },
]
