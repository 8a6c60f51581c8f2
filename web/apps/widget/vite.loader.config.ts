// Builds the loader: one classic script without imports, because shops embed it with a plain tag.
import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: false,
    copyPublicDir: false,
    rollupOptions: {
      input: 'src/loader/main.ts',
      output: { format: 'iife', entryFileNames: 'loader.js' },
    },
  },
})
