import { existsSync } from 'node:fs'

/** Removes the containers of a test run that was killed; the version that testcontainers would pull. */
const reaperImage = 'testcontainers/ryuk:0.14.0'

/** Loaded only where an engine may answer: it takes longer to load than most test files to run. */
export const loadTestcontainers = (): Promise<typeof import('testcontainers')> =>
  import('testcontainers')

/** True when a Docker engine may be reachable; asking it would take seconds where there is none. */
const mayHaveEngine = (): boolean =>
  process.env.DOCKER_HOST !== undefined || existsSync('/var/run/docker.sock')

/**
 * True when a Docker engine answers and already holds the image, so that nothing has to be pulled and a test never
 * waits for a registry. For the same reason testcontainers' reaper is only used where its image is held too; without
 * it the containers of a killed run stay.
 */
export const hasImage = async (image: string): Promise<boolean> => {
  if (!mayHaveEngine()) return false
  try {
    const { getContainerRuntimeClient, ImageName } = await loadTestcontainers()
    const { image: images } = await getContainerRuntimeClient()
    const isHeld = await images.exists(ImageName.fromString(image))
    const reaper = process.env.RYUK_CONTAINER_IMAGE ?? reaperImage
    if (isHeld && !(await images.exists(ImageName.fromString(reaper))))
      process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
    return isHeld
  } catch {
    // no engine answers behind the socket: that is the answer
    return false
  }
}
