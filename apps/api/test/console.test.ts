import { mkdir, rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from './api-fixture.ts'

let api: TestApi
let directory: string
beforeAll(async () => {
  api = await startTestApi()
  directory = api.config.consoleDirectory
})
afterAll(() => api.stop())

const get = (path: string, method = 'GET') =>
  fetch(`${api.url}${path}`, { method, redirect: 'manual' })

const build = async (): Promise<void> => {
  await mkdir(`${directory}/assets`, { recursive: true })
  await writeFile(`${directory}/index.html`, '<title>the console</title>')
  await writeFile(`${directory}/icon.svg`, '<svg/>')
  await writeFile(`${directory}/assets/index-C0ffee.js`, 'start()')
}

test('without a build /console says how to build it, and finds it once it is there', async () => {
  const before = await get('/console/')
  expect(before.status).toBe(503)
  expect(await before.text()).toContain('npm run build -w apps/console')
  await build()
  const after = await get('/console/')
  expect([after.status, await after.text()]).toEqual([200, '<title>the console</title>'])
  await rm(directory, { recursive: true })
  expect((await get('/console/recordings')).status).toBe(503)
})

test('files are served, and every other address is a page of the console', async () => {
  await build()
  expect((await get('/console')).headers.get('location')).toBe('/console/')
  for (const path of ['recordings', 'recordings/rec_1', 'streams/live.example.org/app/x.y?tab=a']) {
    const page = await get(`/console/${path}`)
    expect([page.status, await page.text()]).toEqual([200, '<title>the console</title>'])
    expect(page.headers.get('cache-control')).toBe('public, max-age=0')
  }
  const script = await get('/console/assets/index-C0ffee.js')
  expect(await script.text()).toBe('start()')
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const icon = await get('/console/icon.svg')
  expect(icon.headers.get('content-type')).toContain('image/svg+xml')
})

test('what is not there, or not to be read, is refused', async () => {
  await build()
  await writeFile(`${directory}/../outside.txt`, 'not to be read')
  expect((await get('/console/assets/index-old.js')).status).toBe(404)
  expect((await get('/console/recordings', 'POST')).status).toBe(404)
  for (const path of ['%2e%2e/outside.txt', '..%2foutside.txt', '%2e%2e%2foutside.txt'])
    expect(await (await get(`/console/${path}`)).text()).not.toContain('not to be read')
})

test('pages run nothing but the console, and are in no frame', async () => {
  await build()
  const { headers } = await get('/console/')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})
