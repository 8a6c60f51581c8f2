import type { Platform } from '@jinpai/api'

export const PLATFORMS: readonly Platform[] = [
  'general', 'taobao', 'jd', 'pdd', 'douyin', 'kuaishou', 'xiaohongshu', 'own-site',
]
