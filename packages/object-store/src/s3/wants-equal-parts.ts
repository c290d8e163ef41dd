/** True for Cloudflare R2, which answers an upload with parts of several sizes with an error at its end. */
export const wantsEqualParts = (endpoint: string): boolean =>
  new URL(endpoint).hostname.endsWith('.r2.cloudflarestorage.com')
