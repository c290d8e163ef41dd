import { type FaultProxy, type S3Server, startFaultProxy, startS3Server } from '@tapedeck/testkit'

/** An S3 server behind a proxy with switches; what a test looks at in the end goes through it too. */
export type ProxiedStorage = { proxy: FaultProxy; s3: S3Server }

/** Starts an S3 server behind a proxy. */
export const startProxiedStorage = async (): Promise<ProxiedStorage> => {
  const s3 = await startS3Server()
  const proxy = await startFaultProxy(s3.endpoint)
  const stop = async (): Promise<void> => {
    await proxy.stop()
    await s3.stop()
  }
  return { proxy, s3: { ...s3, endpoint: proxy.endpoint, stop } }
}
