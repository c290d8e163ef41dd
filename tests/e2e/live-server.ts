import type { RecordingView } from '@tapedeck/contracts'
import { freePort, type NginxRtmp, startNginxRtmp } from '@tapedeck/testkit'
import type { World } from './support.ts'

/** A stream as it is named in requests. */
export type Named = { domain: string; app: string; stream: string }

type Source = { ingestPath: string; secret: string }

const createSource = async (
  { stack: { api } }: World,
  kind: string,
  domain: string,
): Promise<string> => {
  const { status, body } = await api.call<Source>('POST', '/v1/sources', {
    name: kind,
    kind,
    domain,
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return `${api.url}${body.ingestPath}&secret=${encodeURIComponent(body.secret)}`
}

const createDomain = async (world: World, domain: string, port: number): Promise<void> => {
  await world.stack.api.createDomain({
    name: domain,
    pullUrlPattern: `rtmp://127.0.0.1:${port}/{app}/{stream}`,
  })
}

/** A media server whose own callbacks tell of its streams; the domain of its streams is there. */
export const startTellingServer = async (world: World, domain: string): Promise<NginxRtmp> => {
  const port = await freePort()
  await createDomain(world, domain, port)
  const address = await createSource(world, 'nginx-rtmp', domain)
  return startNginxRtmp({ port, onPublish: address, onPublishDone: address })
}

/** Tells of streams of the world's own server in the generic format. */
export type Teller = {
  publish(stream: Named, id: string): Promise<void>
  unpublish(stream: Named, id: string): Promise<void>
}

export const startTeller = async (world: World, domain: string): Promise<Teller> => {
  await createDomain(world, domain, world.rtmp.port)
  const address = await createSource(world, 'generic', domain)
  const tell = async (event: 'publish' | 'unpublish', { app, stream }: Named, id: string) => {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event, app, stream, id }),
    })
    if (!answer.ok) throw new Error(await answer.text())
    await answer.body?.cancel()
  }
  return {
    publish: (stream, id) => tell('publish', stream, id),
    unpublish: (stream, id) => tell('unpublish', stream, id),
  }
}

/** Every recording of a stream, oldest first. */
export const recordingsOf = async (
  { stack: { api } }: World,
  { app, stream }: Named,
): Promise<RecordingView[]> => {
  const { body } = await api.call<{ items: RecordingView[] }>('GET', '/v1/recordings?limit=200')
  return body.items
    .filter((recording) => recording.stream.app === app && recording.stream.stream === stream)
    .toReversed()
}
