import { shownSecret, templateLimits, webhookDialects } from '@tapedeck/domain'
import { z } from 'zod'

/** An http or https URL to which events are posted. */
export const notifyUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .max(2048)
  .refine((url) => !url.includes(shownSecret), {
    error: 'is an address as it is shown, its secrets left out: send the whole one',
  })

/** In whose format the receiver of `notifyUrl` is told. */
const notifyDialectSchema = z
  .enum(webhookDialects)
  .describe('In whose format `notifyUrl` is told; standard when absent')

type Notified = { notifyUrl?: string | undefined; notifyDialect?: string | undefined }

/** A dialect is that of the address beside it, and says nothing without one. */
export const refuseLoneDialect = (
  { notifyUrl, notifyDialect }: Notified,
  ctx: z.RefinementCtx,
): void => {
  if (notifyDialect !== undefined && notifyUrl === undefined)
    ctx.addIssue({ code: 'custom', path: ['notifyDialect'], message: 'needs a notifyUrl' })
}

/** A word by which webhook endpoints choose events. */
export const tagSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, 'must be letters, digits, ".", "_", ":" or "-"')
  .max(templateLimits.tagLength)

/** Words by which webhook endpoints choose events. */
const tagsSchema = z
  .array(tagSchema)
  .max(templateLimits.tags)
  .transform((tags) => [...new Set(tags)])

/** What a template says of who is told. */
export const notificationFields = {
  notifyUrl: notifyUrlSchema.optional(),
  notifyDialect: notifyDialectSchema.optional(),
  tags: tagsSchema.optional(),
}

/** The same as it is shown. */
export const notificationViewFields = {
  notifyUrl: z.string().nullable().describe('Credentials are left out'),
  notifyDialect: z.enum(webhookDialects),
  tags: z.array(z.string()),
}
