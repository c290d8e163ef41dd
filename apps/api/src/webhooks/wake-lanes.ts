import type { ApiContext } from '../api-context.ts'

/** The deliveries are what counts: the notifiers find by themselves what nobody woke them for. */
export const wakeLanes = async (
  { producer, logger }: ApiContext,
  lanes: string[],
): Promise<void> => {
  try {
    await producer.deliver.wake(lanes)
  } catch (err) {
    logger.error({ err }, 'no notifier could be woken')
  }
}
