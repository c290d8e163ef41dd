import type { Schemas } from '@tapedeck/client'

/**
 * Where a file is got to be kept. The API is asked to have it saved under its name, wherever it is reached; a link of a storage is signed
 * as it is.
 */
export const downloadUrl = (
  { recordingId, id }: Pick<Schemas['File'], 'recordingId' | 'id'>,
  url: string,
): string => {
  const [recording, file] = [recordingId, id].map(encodeURIComponent)
  const isOfApi = new URL(url).pathname.endsWith(
    `/v1/recordings/${recording}/files/${file}/content`,
  )
  return isOfApi ? `${url}&download=1` : url
}
