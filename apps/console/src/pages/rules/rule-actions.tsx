import { useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '@tapedeck/client'
import { ButtonLink } from '../../design/button.tsx'
import { ConfirmButton } from '../../design/confirm-button.tsx'
import { EnableButton } from '../../design/enable-button.tsx'
import { useTell } from '../../design/notices.tsx'
import { RowActions } from '../../design/row-actions.tsx'
import { useApi } from '../../session/session-context.tsx'

type Props = { rule: Schemas['Rule'] }

/** What an administrator can do with a rule. */
export const RuleActions = ({ rule: { id, domain, app, stream, isEnabled } }: Props) => {
  const api = useApi()
  const tell = useTell()
  const queries = useQueryClient()
  const pattern = `${domain}/${app}/${stream}`
  const refresh = () => queries.invalidateQueries({ queryKey: ['rules'] })
  const remove = async (): Promise<void> => {
    await api.rules.remove(id)
    tell(`The rule for ${pattern} is gone`)
    await refresh()
  }
  const enable = async (wanted: boolean): Promise<void> => {
    await api.rules.change(id, { isEnabled: wanted })
    await refresh()
  }
  return (
    <RowActions>
      <ButtonLink
        size="small"
        kind="quiet"
        label={`Edit the rule for ${pattern}`}
        href={`/rules/${encodeURIComponent(id)}`}
      >
        Edit
      </ButtonLink>
      <EnableButton name={`the rule for ${pattern}`} isEnabled={isEnabled} onChange={enable} />
      <ConfirmButton
        size="small"
        kind="quiet"
        label={`Delete the rule for ${pattern}`}
        question={`Delete the rule for ${pattern}?`}
        explanation="Streams that are published from then on are recorded by the next rule that matches, or not at all. A rule by which a stream is recorded stays."
        onConfirm={remove}
      >
        Delete
      </ConfirmButton>
    </RowActions>
  )
}
