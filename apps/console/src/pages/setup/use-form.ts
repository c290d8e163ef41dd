import { useState } from 'react'
import { type FormPart, problemsAt } from '../../forms/form-part.ts'

/** A form as somebody types, with what the API said of it. */
export const useForm = <Form>(
  initial: Form,
  error: unknown,
  fieldOf: (path: string) => keyof Form | null,
): FormPart<Form> => {
  const [form, setForm] = useState(initial)
  return {
    form,
    problems: problemsAt<Form>(error, fieldOf),
    onChange: (changes) => setForm((before) => ({ ...before, ...changes })),
  }
}
