import { Page } from '../../design/page.tsx'
import { DomainsPanel } from './domains/domains-panel.tsx'
import { SourcesPanel } from './sources/sources-panel.tsx'
import { StoragesPanel } from './storages/storages-panel.tsx'
import { TemplatesPanel } from './templates/templates-panel.tsx'

/** What rules and recordings are made of: how to record, where from and where to. */
export const SetupPage = () => (
  <Page title="Setup">
    <TemplatesPanel />
    <DomainsPanel />
    <SourcesPanel />
    <StoragesPanel />
  </Page>
)
