import { InvalidArgumentError } from 'commander'

/** A whole number in a range, for an option. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }

/** Words of a list: "a,b" and the option given twice mean the same. */
export const wordsOf =
  <T extends string>(known: readonly T[]) =>
  (text: string, former: T[] = []): T[] => {
    const words = text.split(',').map((word) => {
      const found = known.find((candidate) => candidate === word)
      if (found === undefined) throw new InvalidArgumentError(`It must be of ${known.join(', ')}.`)
      return found
    })
    return [...new Set([...former, ...words])]
  }

/** One of a few words. */
export const oneOf =
  <T extends string>(known: readonly T[]) =>
  (text: string): T => {
    const found = known.find((candidate) => candidate === text)
    if (found === undefined) throw new InvalidArgumentError(`It must be ${known.join(' or ')}.`)
    return found
  }

/** An option that may be given more than once. */
export const gathered = (text: string, former: string[] = []): string[] => [...former, text]
