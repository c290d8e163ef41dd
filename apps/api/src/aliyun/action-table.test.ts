import { readFileSync } from 'node:fs'
import { allActions, productVersions } from '@tapedeck/aliyun'
import { expect, it } from 'vitest'
import { handledActions } from './dispatch-action.ts'

const page = readFileSync(new URL('../../../../docs/alibaba-cloud.md', import.meta.url), 'utf8')
const table = page.split('<!-- actions:begin -->')[1]?.split('<!-- actions:end -->')[0] ?? ''

/** The rows below the head. */
const rows = table
  .trim()
  .split('\n')
  .slice(2)
  .map((line) => {
    const [name = '', product = '', perSecond = '', access = '', state = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim())
    return { name: name.replaceAll('`', ''), product, perSecond: Number(perSecond), access, state }
  })

it('lists every action of both products once, as it is specified', () => {
  expect(rows.map(({ state: _state, ...row }) => row).toSorted(byName)).toEqual(
    allActions
      .map(({ name, product, requestsPerSecond, access }) => ({
        name,
        product,
        perSecond: requestsPerSecond,
        access,
      }))
      .toSorted(byName),
  )
  expect(rows).toHaveLength(25)
})

it('says of no action that it is there when it is not, nor the other way round', () => {
  for (const { name, product, state } of rows) {
    expect(['complete', 'differs', 'absent'], name).toContain(state)
    expect(handledActions.has(`${product}:${name}`), name).toBe(state !== 'absent')
  }
  expect(handledActions.size).toBe(rows.filter(({ state }) => state !== 'absent').length)
})

it('names the version of each product', () => {
  for (const version of Object.values(productVersions)) expect(page).toContain(version)
})

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1
}
