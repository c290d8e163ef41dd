import { domainOf } from '../stream-fields.ts'

/** What SRS calls the virtual host of streams that no other one is for (SRS_CONSTS_RTMP_DEFAULT_VHOST). */
const defaultVhost = '__defaultvhost__'

/** The domain that a virtual host stands for; null for the default one, and for none. */
export const domainOfVhost = (vhost: string | undefined): string | null => {
  const domain = domainOf(vhost)
  return domain === defaultVhost ? null : domain
}
