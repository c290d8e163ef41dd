import type { StoredSource } from '@tapedeck/domain'
import type { ServerStreams } from './ingest-event.ts'
import { askMediaMtx } from './mediamtx/paths-api.ts'
import { askNginxRtmp } from './nginx-rtmp/stat-page.ts'
import { askNodeMediaServer, type NodeMediaServerTokens } from './node-media-server/streams-api.ts'
import type { ServerClient } from './server-client.ts'
import type { ServerQuestion } from './server-question.ts'
import type { SrsPublishers } from './srs/publisher-domains.ts'
import { askSrs } from './srs/streams-api.ts'

/** Asks media servers which streams are published. */
export type ServerPoller = {
  /**
   * @returns null when the source has nothing to ask
   * @throws Error when the server cannot be asked or is not understood; the message holds no secret
   */
  ask(source: StoredSource, signal: AbortSignal): Promise<ServerStreams | null>
  /** Drops what is remembered of every source but these. */
  keep(sourceIds: ReadonlySet<string>): void
}

export const createServerPoller = (client: ServerClient): ServerPoller => {
  const tokens: NodeMediaServerTokens = new Map()
  const publishers: SrsPublishers = new Map()
  return {
    async ask({ id, kind, poll, domain }, signal) {
      if (poll === null) return null
      const question: ServerQuestion = { client, poll, domain, signal }
      switch (kind) {
        case 'srs':
          return askSrs(question, id, publishers)
        case 'nginx-rtmp':
          return askNginxRtmp(question)
        case 'mediamtx':
          return askMediaMtx(question)
        case 'node-media-server':
          return askNodeMediaServer(question, id, tokens)
        case 'generic':
          return null
      }
    },
    keep(sourceIds) {
      for (const remembered of [tokens, publishers])
        for (const id of remembered.keys()) if (!sourceIds.has(id)) remembered.delete(id)
    },
  }
}
