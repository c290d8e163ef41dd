import { expect, test } from 'vitest'
import { clientOf, type Given, inspectHereAndOnPhone, visit } from './page-setup.ts'

const domain = 'rules.example'
const formats = [{ format: 'mp4' as const, objectPattern: 'rules/{StreamName}/{EscapedStartTime}' }]

/** Tests of the page Rules. */
export const rulesTests = (given: Given): void => {
  test('the tester tells which rule wins and why, and a rule is deleted', async () => {
    const api = clientOf(given())
    const pullUrlPattern = 'rtmp://rules.example/{app}/{stream}'
    await api.domains.create({ name: domain, pullUrlPattern })
    const ruleOf = (name: string) => ({
      domain,
      mode: 'automatic' as const,
      template: { name, formats },
    })
    await api.rules.create(ruleOf('for all'))
    await api.rules.create({ ...ruleOf('for the news'), app: 'live', stream: 'news' })
    await visit(given(), '/rules', async (page) => {
      const list = page.getByRole('table', { name: 'Rules', exact: true })
      await inspectHereAndOnPhone(given(), page, 'rules', (at) =>
        at.getByRole('row').filter({ hasText: 'for the news' }).waitFor(),
      )
      const ask = async (stream: string): Promise<void> => {
        await page.getByLabel('Domain').fill(domain)
        await page.getByLabel('Application').fill('live')
        await page.getByRole('textbox', { name: 'Stream' }).fill(stream)
        await page.getByRole('button', { name: 'Ask' }).click()
      }
      await ask('news')
      await page.getByText('it names the stream').waitFor()
      const matches = page.getByRole('table', { name: 'Rules that match, the winner first' })
      expect(await matches.getByRole('row').nth(1).textContent()).toContain('for the news')
      await ask('weather')
      await expect.poll(() => matches.getByRole('row').count()).toBe(2)
      const news = list.getByRole('row').filter({ hasText: 'for the news' })
      await news.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await news.waitFor({ state: 'detached' })
    })
    const left = await api.rules.list({ domain })
    expect(left.items.map(({ template }) => template?.name)).toEqual(['for all'])
  })
}
