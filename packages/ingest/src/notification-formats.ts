import type { IngestKind } from '@tapedeck/domain'
import { genericNotifications } from './generic/notification.ts'
import type { NotificationFormat } from './ingest-event.ts'
import { mediaMtxNotifications } from './mediamtx/notification.ts'
import { nginxRtmpNotifications } from './nginx-rtmp/notification.ts'
import { nodeMediaServerNotifications } from './node-media-server/notification.ts'
import { srsNotifications } from './srs/notification.ts'

/** How the notifications of each kind of server are understood and answered. */
export const notificationFormats: Readonly<Record<IngestKind, NotificationFormat>> = {
  srs: srsNotifications,
  'nginx-rtmp': nginxRtmpNotifications,
  mediamtx: mediaMtxNotifications,
  'node-media-server': nodeMediaServerNotifications,
  generic: genericNotifications,
}
