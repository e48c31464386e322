import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Lays a `.gz` and a `.br` beside each script and style: the server only hands them out (server/packed-files.ts). */
const packed = (): Plugin => ({
  name: 'packed',
  apply: 'build',
  writeBundle({ dir = '' }) {
    const assets = join(dir, 'assets')
    for (const name of readdirSync(assets).filter((file) => /\.(js|mjs|css)$/.test(file))) {
      const bytes = readFileSync(join(assets, name))
      writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
    }
  },
})
/** What the phone's first row needs, in one file: on 3G six small requests cost more than one larger. */
const FIRST_ROW =
  /client[\\/]faces[\\/]field[\\/](field|tasks|parts|icons|phone|position|install|settings|start|server-list|messages-field|warning-words)\.tsx?$|client[\\/](task[\\/](work|near|pending|kept-tasks)|outbox[\\/](idb-storage|memory-storage|action))\.ts$|node_modules[\\/]idb[\\/]/
/** Small and needed by every face. */
const BASE =
  /node_modules[\\/](zustand|wouter|regexparam|use-sync-external-store|mitt)[\\/]|client[\\/](ui[\\/](messages|messages-ui|thin-space|theme|clock|age|region|fonts)|live[\\/]api)\.tsx?$/

/** The built client is served by the server from dist/client. */
export default defineConfig({
  root: 'client',
  publicDir: 'public',
  plugins: [react(), packed()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // The page's policy has no data: for fonts, and a phone should not get them inside its first script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      // The field has a page of its own (first row on 3G), and its service worker a name that never changes.
      input: { index: 'client/index.html', field: 'client/field.html', 'field-worker': 'client/field-worker.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'field-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'base', test: BASE },
            { name: 'first-row', test: FIRST_ROW },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/socket.io': { target: 'http://127.0.0.1:8080', ws: true } } },
})
