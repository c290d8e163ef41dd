import { XMLBuilder } from 'fast-xml-parser'
import type { RpcParameters } from './read-parameters.ts'
import type { RpcRequest } from './rpc-request.ts'

export type AnswerFormat = 'json' | 'xml'

/** An answer as it is sent. */
export type RenderedAnswer = { contentType: string; body: string }

/** XML is what SignatureVersion 1.0 answers when nothing is said; ACS3 answers JSON. */
export const answerFormatOf = (
  { headers }: Pick<RpcRequest, 'headers'>,
  parameters: Pick<RpcParameters, 'all'> | null,
): AnswerFormat => {
  const asked = parameters?.all.get('Format')?.toUpperCase()
  if (asked === 'JSON') return 'json'
  if (asked === 'XML') return 'xml'
  return headers.authorization === undefined && parameters !== null ? 'xml' : 'json'
}

const builder = new XMLBuilder({ suppressBooleanAttributes: false })

/** `root` names the outer element of XML; JSON has none. */
export const renderAnswer = (
  format: AnswerFormat,
  root: string,
  answer: Record<string, unknown>,
): RenderedAnswer =>
  format === 'json'
    ? { contentType: 'application/json;charset=utf-8', body: JSON.stringify(answer) }
    : {
        // the SDKs compare it letter by letter
        contentType: 'text/xml;charset=utf-8',
        body: `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ [root]: answer })}`,
      }

/** The body of an error. */
export const errorAnswer = (
  error: { code: string; message: string },
  { requestId, hostId }: { requestId: string; hostId: string },
): Record<string, unknown> => ({
  RequestId: requestId,
  HostId: hostId,
  Code: error.code,
  Message: error.message,
})
