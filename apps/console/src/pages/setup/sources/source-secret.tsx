import type { Schemas } from '@tapedeck/client'
import { SecretDialog } from '../../../design/secret-dialog.tsx'

type Props = { source: Schemas['SourceWithSecret']; onClose(): void }

/** Shows the secret of a source this once, and where its server sends it. */
export const SourceSecret = ({ source, onClose }: Props) => (
  <SecretDialog title="The source's secret" secret={source.secret} onClose={onClose}>
    <p>
      The server posts to <code>{source.ingestPath}</code> of this API, with the secret as
      docs/ingest.md says for its kind.
    </p>
  </SecretDialog>
)
