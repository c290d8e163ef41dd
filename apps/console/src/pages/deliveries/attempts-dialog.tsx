import { useQuery } from '@tanstack/react-query'
import { Dialog } from '../../design/dialog.tsx'
import { PageLoading } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { Moment } from '../../design/time.tsx'
import { useApi } from '../../session/session-context.tsx'
import styles from './deliveries-page.module.css'

type Props = { id: string; onClose(): void }

/** What became of each try of a delivery, the newest last. */
export const AttemptsDialog = ({ id, onClose }: Props) => {
  const api = useApi()
  const query = useQuery({
    queryKey: ['deliveries', 'one', id],
    queryFn: () => api.deliveries.get(id),
  })
  const attempts = query.data?.attempts ?? []
  return (
    <Dialog title="Attempts" onClose={onClose}>
      <ProblemNotice error={query.error} title="The delivery could not be read" />
      {query.isPending && <PageLoading />}
      {query.isSuccess && attempts.length === 0 && <p>It was not tried yet.</p>}
      <ol className={styles.attempts}>
        {attempts.map(({ at, status, latencyMs, detail, excerpt }) => (
          <li key={at}>
            <strong>{status ?? 'No answer'}</strong> after {latencyMs} ms, <Moment at={at} />
            <div className={styles.soft}>{detail}</div>
            {excerpt !== null && excerpt !== '' && <pre className={styles.excerpt}>{excerpt}</pre>}
          </li>
        ))}
      </ol>
    </Dialog>
  )
}
