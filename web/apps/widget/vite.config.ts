// Builds the chat frame: frame.html with its one script and one style sheet, all under /widget/.
// No inline script or style may come out of here: the frame is served under `default-src 'none'`.
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/widget/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: 'frame.html',
      output: { entryFileNames: 'assets/[name]-[hash].js', assetFileNames: 'assets/[name]-[hash][extname]' },
    },
  },
})
