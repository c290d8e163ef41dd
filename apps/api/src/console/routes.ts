import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { answerNotFound } from '../error-mapping.ts'
import { consoleHeaders } from './content-security-policy.ts'

/** Where it is to be registered. */
export const consolePrefix = '/console'
/** Below it every name changes with its content. */
const hashedPath = 'assets/'
const index = 'index.html'

const notBuiltPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Tapedeck</title></head>
<body>
<h1>The console is not built</h1>
<p>Build it in the directory of Tapedeck, then load this page again:</p>
<pre>npm run build -w apps/console</pre>
<p>The API works without it.</p>
</body>
</html>
`

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * Serves the built console under /console; addresses that are no file are pages of it. Looks for the build at each page, so that it
 * may come while the API runs.
 */
export const consoleRoutes = (
  api: FastifyInstance,
  { directory }: { directory: string },
  done: () => void,
): void => {
  const root = resolve(directory)
  const answerPage = async (reply: FastifyReply): Promise<FastifyReply> =>
    (await isThere(join(root, index)))
      ? reply.sendFile(index, { maxAge: 0, immutable: false })
      : reply.code(503).header('cache-control', 'no-store').type('text/html').send(notBuiltPage)
  api.register(fastifyStatic, { root, serve: false })
  api.addHook('onRequest', async (_request, reply) => {
    reply.headers(consoleHeaders)
  })
  api.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' && !request.url.startsWith(`${consolePrefix}/${hashedPath}`)
    return isPage ? answerPage(reply) : answerNotFound(request, reply)
  })
  const schema = { hide: true } as object
  api.get('/', { schema }, async (request, reply) =>
    request.url.startsWith(`${consolePrefix}/`)
      ? answerPage(reply)
      : reply.redirect(`${consolePrefix}/`, 302),
  )
  api.get<{ Params: { '*': string } }>('/*', { schema }, async ({ params }, reply) => {
    const path = params['*']
    return path.startsWith(hashedPath)
      ? reply.sendFile(path, { maxAge: '365d', immutable: true })
      : reply.sendFile(path, { maxAge: 0, immutable: false })
  })
  done()
}
