/** What every RTMP server of the testkit offers. */
export type RtmpServer = {
  port: number
  url(app: string, stream: string): string
  /** Ends the server and removes its files. Safe to call twice. */
  stop(): Promise<void>
}
