// The one API client of the workbench. Session facts are plugged in by the session store, so that this
// file needs no store and stores need no circle.
import { ApiClient, Requester } from '@jinpai/api'
import { currentLocale } from './i18n'

export const apiContext = {
  csrf: '',
  onSignedOut: () => {},
  onMustChangePassword: () => {},
  renew: async () => false,
}

export const api = new ApiClient(new Requester({
  csrf: () => apiContext.csrf,
  locale: currentLocale,
  onSignedOut: () => apiContext.onSignedOut(),
  onMustChangePassword: () => apiContext.onMustChangePassword(),
  renew: () => apiContext.renew(),
}))
