import '@jinpai/design/tokens.css'
import '@jinpai/design/base.css'
import './shared/element'
import './shared/theme.css'
import './shared/table.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router'
import { firstLocale, i18n, useLocale } from './shared/i18n'

useLocale(firstLocale())
createApp(App).use(createPinia()).use(i18n).use(router).mount('#app')
