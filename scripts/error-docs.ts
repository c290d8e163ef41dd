import { errorCodes, errorTable } from '@tapedeck/contracts'

const intro = `# Errors

Every error answer of the API is \`application/problem+json\` (RFC 9457):

\`\`\`json
{
  "type": "urn:tapedeck:error:INPUT_INVALID",
  "title": "The request is not valid",
  "status": 400,
  "code": "INPUT_INVALID",
  "detail": "formats.0.cycleSeconds: Too small: expected number to be >=5",
  "instance": "urn:uuid:0b5c0e6e-2f0a-4a59-9b3d-3f0f1a0c7a11",
  "errors": [{ "field": "formats.0.cycleSeconds", "message": "Too small", "allowed": ["at least 5"] }]
}
\`\`\`

\`code\` is one of the table and never changes its meaning. \`errors\` names every field that is wrong. \`instance\` is
the \`requestId\` in the log. *retry* says whether the same call can work later: \`never\` as it is, or after a pause
(\`backoff\`). *blame* says who has to act: the caller, the source of the stream, the destination of files and webhooks,
or Tapedeck itself.

This page is made by \`npm run docs:config\` from packages/contracts/src/error-codes.ts.
`

/** The whole of docs/errors.md. */
export const errorDocs = (): string =>
  [
    intro,
    '| code | status | retry | blame | meaning |',
    '|---|---|---|---|---|',
    ...errorCodes.map((code) => {
      const { httpStatus, retry, blame, title } = errorTable[code]
      return `| \`${code}\` | ${httpStatus} | ${retry} | ${blame} | ${title} |`
    }),
    '',
  ].join('\n')
