import { TapedeckApiError } from '@tapedeck/client'

/** What is wrong with the fields of a form. */
export type FormProblems<Form> = Partial<Record<keyof Form, string>>

/** What each part of a form is given. */
export type FormPart<Form> = {
  form: Form
  problems: FormProblems<Form>
  onChange(changes: Partial<Form>): void
}

/**
 * What the API said of a request, at the fields of the form; the first problem of each.
 * @param fieldOf the field of the form for one of the request; null when none shows it
 */
export const problemsAt = <Form>(
  error: unknown,
  fieldOf: (path: string) => keyof Form | null,
): FormProblems<Form> => {
  const found: FormProblems<Form> = {}
  if (!(error instanceof TapedeckApiError)) return found
  for (const { field, message } of error.problems) {
    const key = fieldOf(field.replace(/^body\./, ''))
    if (key !== null) found[key] ??= message
  }
  return found
}

/** The words of a text with spaces or commas between them. */
export const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)
