import { useState } from 'react'

/**
 * What was read first of something that a form changes. The form is filled from it and compared with it, however often it is read
 * again meanwhile: compared with what others made of it since, fields that nobody touched here would undo that.
 */
export const useFirstReading = <One>(read: One): One => {
  const [first] = useState(read)
  return first
}
