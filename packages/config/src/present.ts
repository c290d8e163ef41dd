/**
 * A value whose presence the cross-field checks have made sure of.
 * @throws Error when they have not, which is a mistake of this package.
 */
export const present = <T>(value: T | null): T => {
  if (value === null) throw new Error('a required variable was not checked')
  return value
}
