import { redactUrl } from '@tapedeck/domain'

/** Shorter words are not secrets and would blot out half of the text. */
const minSecretChars = 5

const secretsOf = (url: string): string[] => {
  if (!URL.canParse(url)) return []
  const parsed = new URL(url)
  const [, ...path] = url.replace(/^[a-z]+:\/\//i, '').split('/')
  const words = [
    parsed.search,
    parsed.password,
    parsed.username,
    path.at(-1) ?? '',
    path.slice(1).join('/'),
    ...(parsed.pathname.split('/').at(-1) ?? '').split('?'),
    ...parsed.searchParams.values(),
  ]
  const plain = words.flatMap((word) => [word, decodeSafely(word)])
  return [...new Set(plain)]
    .filter((word) => word.length >= minSecretChars)
    .sort((a, b) => b.length - a.length)
}

const decodeSafely = (word: string): string => {
  try {
    return decodeURIComponent(word)
  } catch {
    return word
  }
}

/** Makes a function that takes this URL, its stream key and its query values, and any other RTMP URL, out of a text. */
export const createRedactor = (url: string): ((text: string) => string) => {
  const secrets = secretsOf(url)
  const shown = redactUrl(url)
  return (text) => {
    let clean = text.replaceAll(url, shown)
    for (const secret of secrets) clean = clean.replaceAll(secret, '***')
    return clean.replaceAll(/rtmp[a-z]*:\/\/[^\s'"]+/g, (found) =>
      found.includes('***') ? found : redactUrl(found),
    )
  }
}
