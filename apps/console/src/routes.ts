import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import type { IconName } from './design/icon.tsx'

/** A page of the console. Its path is below /console; its parameters come as strings by `useParams()` of wouter. */
export type PageRoute = {
  path: string
  title: string
  /** Its entry of the navigation; absent for pages that others lead to. */
  navigation?: { label: string; icon: IconName }
  Page: LazyExoticComponent<ComponentType>
}

/** Every page. More than one may match a path: the first does. The navigation keeps the order. */
export const pageRoutes: PageRoute[] = [
  {
    path: '/',
    title: 'Overview',
    navigation: { label: 'Overview', icon: 'overview' },
    Page: lazy(async () => ({
      default: (await import('./pages/overview/overview-page.tsx')).OverviewPage,
    })),
  },
  {
    path: '/recordings',
    title: 'Recordings',
    navigation: { label: 'Recordings', icon: 'recordings' },
    Page: lazy(async () => ({
      default: (await import('./pages/recordings/recordings-page.tsx')).RecordingsPage,
    })),
  },
  {
    path: '/recordings/:id',
    title: 'Recording',
    Page: lazy(async () => ({
      default: (await import('./pages/recording/recording-page.tsx')).RecordingPage,
    })),
  },
  {
    path: '/record',
    title: 'Record a stream',
    Page: lazy(async () => ({
      default: (await import('./pages/submit/submit-page.tsx')).SubmitPage,
    })),
  },
  {
    path: '/streams',
    title: 'Streams',
    navigation: { label: 'Streams', icon: 'streams' },
    Page: lazy(async () => ({
      default: (await import('./pages/streams/streams-page.tsx')).StreamsPage,
    })),
  },
  {
    path: '/rules',
    title: 'Rules',
    navigation: { label: 'Rules', icon: 'rules' },
    Page: lazy(async () => ({
      default: (await import('./pages/rules/rules-page.tsx')).RulesPage,
    })),
  },
  {
    path: '/rules/new',
    title: 'New rule',
    Page: lazy(async () => ({
      default: (await import('./pages/rules/new-rule-page.tsx')).NewRulePage,
    })),
  },
  {
    path: '/rules/:id',
    title: 'Rule',
    Page: lazy(async () => ({
      default: (await import('./pages/rules/rule-page.tsx')).RulePage,
    })),
  },
  {
    path: '/setup',
    title: 'Setup',
    navigation: { label: 'Setup', icon: 'setup' },
    Page: lazy(async () => ({
      default: (await import('./pages/setup/setup-page.tsx')).SetupPage,
    })),
  },
  {
    path: '/setup/templates/new',
    title: 'New template',
    Page: lazy(async () => ({
      default: (await import('./pages/setup/templates/new-template-page.tsx')).NewTemplatePage,
    })),
  },
  {
    path: '/setup/templates/:id',
    title: 'Template',
    Page: lazy(async () => ({
      default: (await import('./pages/setup/templates/template-page.tsx')).TemplatePage,
    })),
  },
  {
    path: '/setup/domains/new',
    title: 'New domain',
    Page: lazy(async () => ({
      default: (await import('./pages/setup/domains/new-domain-page.tsx')).NewDomainPage,
    })),
  },
  {
    path: '/setup/domains/:name',
    title: 'Domain',
    Page: lazy(async () => ({
      default: (await import('./pages/setup/domains/domain-page.tsx')).DomainPage,
    })),
  },
  {
    path: '/setup/sources/new',
    title: 'New source',
    Page: lazy(async () => ({
      default: (await import('./pages/setup/sources/new-source-page.tsx')).NewSourcePage,
    })),
  },
  {
    path: '/setup/sources/:id',
    title: 'Source',
    Page: lazy(async () => ({
      default: (await import('./pages/setup/sources/source-page.tsx')).SourcePage,
    })),
  },
  {
    path: '/setup/storages/new',
    title: 'New storage',
    Page: lazy(async () => ({
      default: (await import('./pages/setup/storages/new-storage-page.tsx')).NewStoragePage,
    })),
  },
  {
    path: '/setup/storages/:name',
    title: 'Storage',
    Page: lazy(async () => ({
      default: (await import('./pages/setup/storages/storage-page.tsx')).StoragePage,
    })),
  },
  {
    path: '/deliveries',
    title: 'Deliveries',
    navigation: { label: 'Deliveries', icon: 'deliveries' },
    Page: lazy(async () => ({
      default: (await import('./pages/deliveries/deliveries-page.tsx')).DeliveriesPage,
    })),
  },
  {
    path: '/deliveries/endpoints/new',
    title: 'New endpoint',
    Page: lazy(async () => ({
      default: (await import('./pages/deliveries/new-endpoint-page.tsx')).NewEndpointPage,
    })),
  },
  {
    path: '/deliveries/endpoints/:id',
    title: 'Endpoint',
    Page: lazy(async () => ({
      default: (await import('./pages/deliveries/endpoint-page.tsx')).EndpointPage,
    })),
  },
  {
    path: '/recorders',
    title: 'Recorders',
    navigation: { label: 'Recorders', icon: 'recorders' },
    Page: lazy(async () => ({
      default: (await import('./pages/recorders/recorders-page.tsx')).RecordersPage,
    })),
  },
  {
    path: '/keys',
    title: 'Keys',
    navigation: { label: 'Keys', icon: 'keys' },
    Page: lazy(async () => ({
      default: (await import('./pages/keys/keys-page.tsx')).KeysPage,
    })),
  },
]

/** The pages of the navigation, in its order. */
export const navigationRoutes = pageRoutes.filter(({ navigation }) => navigation !== undefined)
