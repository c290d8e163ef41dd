/**
 * Text of a stranger as a terminal may get it, on one line: a stream's name must not move the cursor or change colours.
 * Control characters become spaces; so do those that turn the direction of text.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
