import type { StreamName } from '@tapedeck/domain'
import { nameMember, namesOfMember } from '@tapedeck/redis'

/** Member of the indexes for a stream. */
export const memberOfStream = ({ domain, app, stream }: StreamName): string =>
  nameMember(domain, app, stream)

/** The stream of such a member. */
export const streamOfMember = (member: string): StreamName => {
  const [domain = '', app = '', stream = ''] = namesOfMember(member)
  return { domain, app, stream }
}
