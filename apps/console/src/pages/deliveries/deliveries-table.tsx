import type { Schemas } from '@tapedeck/client'
import { Link } from 'wouter'
import { Badge, type Tone } from '../../design/badge.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { countText } from '../../design/format-figures.ts'
import { NamedCell } from '../../design/named-cell.tsx'
import { Ago } from '../../design/time.tsx'
import { DeliveryActions } from './delivery-actions.tsx'

type Delivery = Schemas['Delivery']
type Endpoint = Schemas['Endpoint']

const tones: Record<Delivery['state'], Tone> = { pending: 'busy', delivered: 'good', dead: 'bad' }

const receiverText = ({ receiver }: Delivery, endpoints: ReadonlyMap<string, Endpoint>): string => {
  if (receiver.kind === 'url') return receiver.url
  const endpoint = endpoints.get(receiver.endpointId)
  return endpoint === undefined ? receiver.endpointId : (endpoint.name ?? endpoint.url)
}

const LastAttempt = ({ delivery }: { delivery: Delivery }) => {
  const { attemptCount, lastAttempt, nextAttemptAt, deadReason } = delivery
  return (
    <NamedCell
      below={
        <>
          {countText(attemptCount, 'attempt')}
          {deadReason !== null && `, ${deadReason.replaceAll('_', ' ')}`}
          {nextAttemptAt !== null && (
            <>
              , next <Ago at={nextAttemptAt} />
            </>
          )}
        </>
      }
    >
      {lastAttempt === null ? 'not tried yet' : (lastAttempt.status ?? 'no answer')}
    </NamedCell>
  )
}

const columnsOf = (endpoints: ReadonlyMap<string, Endpoint>): Column<Delivery>[] => [
  {
    heading: 'Event',
    isWide: true,
    cell: ({ type, recordingId, queuedAt }) => (
      <NamedCell
        below={
          <>
            <Ago at={queuedAt} />
            {recordingId !== null && (
              <>
                {' · '}
                <Link href={`/recordings/${encodeURIComponent(recordingId)}`}>{recordingId}</Link>
              </>
            )}
          </>
        }
      >
        {type}
      </NamedCell>
    ),
  },
  {
    heading: 'Receiver',
    cell: (delivery) => <NamedCell>{receiverText(delivery, endpoints)}</NamedCell>,
  },
  { heading: 'State', cell: ({ state }) => <Badge tone={tones[state]}>{state}</Badge> },
  { heading: 'Last answer', cell: (delivery) => <LastAttempt delivery={delivery} /> },
  {
    heading: 'Actions',
    isHeadingHidden: true,
    align: 'end',
    cell: (delivery) => <DeliveryActions delivery={delivery} />,
  },
]

type Props = { deliveries: readonly Delivery[]; endpoints: readonly Endpoint[] }

/** Events on their way to receivers, newest first. */
export const DeliveriesTable = ({ deliveries, endpoints }: Props) => (
  <DataTable
    caption="Deliveries"
    columns={columnsOf(new Map(endpoints.map((endpoint) => [endpoint.id, endpoint])))}
    rows={deliveries}
    keyOf={({ id }) => id}
  />
)
