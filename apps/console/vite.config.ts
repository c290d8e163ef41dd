import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'

/** The API serves the build under /console. `npm run dev` passes requests on to the API at TAPEDECK_URL. */
export default defineConfig(({ mode }) => {
  const { TAPEDECK_URL = 'http://127.0.0.1:8080' } = loadEnv(
    mode,
    import.meta.dirname,
    'TAPEDECK_URL',
  )
  return {
    root: import.meta.dirname,
    base: '/console/',
    plugins: [react()],
    // light-dark(), native nesting and :has() as they are; hls.js is one big chunk, loaded where something is played
    build: {
      target: ['chrome123', 'firefox121', 'safari17.5'],
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 800,
    },
    server: { proxy: { '/v1': { target: TAPEDECK_URL, changeOrigin: true } } },
  }
})
