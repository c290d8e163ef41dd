/** Files and playlists lie in storages whose addresses users choose. */
const storages = 'http: https:'

const directives = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'img-src': `'self' data: blob: ${storages}`,
  // the player of playlists hands media to the page as blobs, and takes it apart in a worker
  'media-src': `'self' blob: ${storages}`,
  'worker-src': "'self' blob:",
  'connect-src': `'self' ${storages}`,
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
}

/** What pages of the console may load: nothing runs that is not the console's own. */
export const consoleHeaders = {
  'content-security-policy': Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
}
