import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The built client is served by the server from dist/client. */
export default defineConfig({
  root: 'client',
  publicDir: 'public',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // The page's policy has no data: for fonts, and a phone should not get them inside its first script.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      // The field has a page of its own (first row on 3G), and its service worker a name that never changes.
      input: { index: 'client/index.html', field: 'client/field.html', 'field-worker': 'client/field-worker.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'field-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        codeSplitting: {
          groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ }],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/socket.io': { target: 'http://127.0.0.1:8080', ws: true } } },
})
