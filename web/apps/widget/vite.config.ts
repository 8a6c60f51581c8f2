// Builds the chat frame: frame.html with its one script and one style sheet, all under /widget/.
// No inline script or style may come out of here: the frame is served under `default-src 'none'`.
import { defineConfig } from 'vite'

// What is fetched later brings no style sheet of its own, so nothing has to be loaded ahead of it: the
// builder's helper for that would be a twentieth of the frame.
const noPreload = {
  name: 'no-preload',
  enforce: 'pre' as const,
  load: (id: string) =>
    id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load()' : undefined,
}

export default defineConfig({
  plugins: [noPreload],
  base: '/widget/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: 'frame.html',
      output: { entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js', assetFileNames: 'assets/[name]-[hash][extname]' },
    },
  },
})
