// Puts the demo shop's page beside the built widget, for `jinpai demo` to serve.
import { cpSync } from 'node:fs'

const at = (path) => new URL(`../${path}`, import.meta.url)
cpSync(at('demo'), at('dist/demo'), { recursive: true })
