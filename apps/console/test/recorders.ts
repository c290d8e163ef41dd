import { expect, test } from 'vitest'
import { clientOf, type Given, inspectHereAndOnPhone, visit } from './page-setup.ts'

/** Tests of the page Recorders. */
export const recordersTests = (given: Given): void => {
  test('a recorder shows its load, is drained and takes recordings again', async () => {
    const api = clientOf(given())
    const [recorder] = await api.recorders.list()
    const id = recorder?.recorderId ?? ''
    await visit(given(), '/recorders', async (page) => {
      const row = page.getByRole('row').filter({ hasText: id })
      await inspectHereAndOnPhone(given(), page, 'recorders', (at) =>
        at.getByRole('meter', { name: `Load of ${id}` }).waitFor(),
      )
      await row.getByRole('button', { name: `Drain ${id}` }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Drain' }).click()
      await row.getByRole('button', { name: `Resume ${id}` }).click()
      await row.getByText('active').waitFor()
    })
    const { state } = await api.recordings.get(given().runningId)
    expect(state).toBe('recording')
  })
}
