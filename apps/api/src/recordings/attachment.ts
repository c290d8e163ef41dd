const percentEncoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/**
 * The header Content-Disposition with which browsers save an object under the last segment of its key (RFC 6266). What is not plain
 * ASCII follows once more as it is.
 */
export const attachmentOf = (key: string): string => {
  const name = key.slice(key.lastIndexOf('/') + 1)
  const plain = name.replaceAll(/[^\x20-\x7e]|["%\\]/gu, '_')
  const header = `attachment; filename="${plain}"`
  return plain === name ? header : `${header}; filename*=UTF-8''${percentEncoded(name)}`
}
