import { defineConfig } from 'vitest/config'

/** Tests stand beside what they test, in every runtime; vite.config.ts knows the client alone. */
export default defineConfig({ test: { include: ['{shared,server,client,fixtures}/**/*.test.{ts,tsx}'] } })
