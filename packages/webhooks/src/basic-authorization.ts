/** The header that says a URL's user name and password, which are percent-encoded there. */
export const basicAuthorization = (target: URL): Record<string, string> => {
  if (target.username === '' && target.password === '') return {}
  const pair = `${decodeURIComponent(target.username)}:${decodeURIComponent(target.password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}
