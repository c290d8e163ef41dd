import { errorOfAnswer } from '../api-error.ts'

type Sent<Data> = { data?: Data; error?: unknown; response: Response }

/**
 * The body of a successful answer.
 * @throws TapedeckApiError of any other
 */
export const answerOf = async <Data>(sent: Promise<Sent<Data>>): Promise<Data> => {
  const { data, error, response } = await sent
  if (!response.ok) throw errorOfAnswer(response.status, error)
  return data as Data
}
