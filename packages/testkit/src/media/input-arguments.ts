/** What ffmpeg and ffprobe need to be told to open a file, a playlist or a URL of one of our formats. */
export const inputArguments = (input: string): string[] => {
  const isPlaylist = new URL(input, 'file:///').pathname.endsWith('.m3u8')
  const whitelist = ['-protocol_whitelist', 'file,crypto,data,http,https,tcp,tls,concat']
  // a playlist that still grows is read from its start
  return isPlaylist
    ? [...whitelist, '-allowed_extensions', 'ALL', '-live_start_index', '0', '-i', input]
    : [...whitelist, '-i', input]
}
