import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import {
  clientOf,
  type Given,
  inspectHereAndOnPhone,
  makeReadKey,
  readAgain,
  visit,
} from './page-setup.ts'

const rowOf = (page: Page, table: string, text: string) =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: text })

/** Deletes what a row is of. */
const removeRow = async (page: Page, table: string, text: string): Promise<void> => {
  const row = rowOf(page, table, text)
  await row.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await row.waitFor({ state: 'detached' })
}

/** Sends a form that is refused: the API's words stand at the field. */
const expectRefusedAt = async (page: Page, label: string, words: string): Promise<void> => {
  await page.getByText(words).last().waitFor()
  expect(await page.getByLabel(label).getAttribute('aria-invalid')).toBe('true')
}

const templateTests = (given: Given): void => {
  test('a template is made, edited in part and deleted', async () => {
    const api = clientOf(given())
    const only = async () => (await api.templates.list()).items.find(({ name }) => name === 'noon')
    await visit(given(), '/setup', async (page) => {
      await page.getByRole('link', { name: 'New template' }).click()
      await page.getByLabel('Name', { exact: true }).fill('noon')
      await page.getByLabel('Names of the files').fill('noon/{Unknown}')
      await page
        .getByRole('textbox', { name: /^Webhook/ })
        .fill('https://h.example.com/?key=hidden')
      await page.getByRole('button', { name: 'Make template' }).click()
      await expectRefusedAt(page, 'Names of the files', '{Unknown}')
      await inspectHereAndOnPhone(given(), page, 'setup/templates/new', (at) =>
        at.getByRole('button', { name: 'Make template' }).waitFor(),
      )
      await page.getByLabel('Names of the files').fill('noon/{StreamName}_{EscapedStartTime}')
      await page.getByRole('button', { name: 'Make template' }).click()
      await rowOf(page, 'Templates', 'noon').getByRole('link', { name: 'Edit' }).click()
      await page.getByLabel('Keep files (days)').fill('2')
      await page.getByRole('button', { name: 'Save' }).click()
      await rowOf(page, 'Templates', 'noon').waitFor()
      expect(await only()).toMatchObject({
        formats: [{ format: 'mp4', cycleSeconds: 3600 }],
        retentionSeconds: 172_800,
        notifyUrl: 'https://h.example.com/?key=***',
      })
      await removeRow(page, 'Templates', 'noon')
    })
    expect(await only()).toBe(undefined)
  })
}

const domainTests = (given: Given): void => {
  test('a domain is made and edited without its credentials; one that is named stays', async () => {
    const api = clientOf(given())
    await visit(given(), '/setup', async (page) => {
      await page.getByRole('link', { name: 'New domain' }).click()
      await page.getByLabel('Name', { exact: true }).fill('setup.example')
      await page.getByLabel('Pulled from').fill('rtmp://origin/{app}')
      await page.getByRole('button', { name: 'Make domain' }).click()
      await expectRefusedAt(page, 'Pulled from', 'must contain {stream}')
      await inspectHereAndOnPhone(given(), page, 'setup/domains/new', (at) =>
        at.getByRole('button', { name: 'Make domain' }).waitFor(),
      )
      await page.getByLabel('Pulled from').fill('rtmp://me:hidden@origin/{app}/{stream}')
      await page.getByRole('button', { name: 'Make domain' }).click()
      await rowOf(page, 'Domains', 'setup.example').getByRole('link', { name: 'Edit' }).click()
      await page.getByLabel('Callback').fill('https://ask.example.com/')
      await page.getByLabel('Ask again (times)').fill('1')
      await page.getByRole('button', { name: 'Save' }).click()
      await rowOf(page, 'Domains', 'setup.example').getByText('ask.example.com').waitFor()
      expect(await api.domains.get('setup.example')).toMatchObject({
        pullUrlPattern: 'rtmp://***@origin/{app}/{stream}',
        onDemand: { url: 'https://ask.example.com/', timeoutMs: 5000, retries: 1 },
      })
      const named = rowOf(page, 'Domains', 'console.example')
      await named.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByText('name the domain').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
      await removeRow(page, 'Domains', 'setup.example')
    })
  })
}

const sharedTests = (given: Given): void => {
  test('what others change while a form is open stays as they made it', async () => {
    const { domains } = clientOf(given())
    const name = 'shared-setup.example'
    await domains.create({ name, pullUrlPattern: 'rtmp://one/{app}/{stream}' })
    await visit(given(), `/setup/domains/${name}`, async (page) => {
      await page.getByLabel('Callback').fill('https://ask.example.com/')
      await domains.change(name, { pullUrlPattern: 'rtmp://other/{app}/{stream}' })
      await readAgain(page, `domains/${name}`)
      await page.getByRole('button', { name: 'Save' }).click()
      await rowOf(page, 'Domains', name).getByText('ask.example.com').waitFor()
    })
    expect((await domains.get(name)).pullUrlPattern).toBe('rtmp://other/{app}/{stream}')
    await domains.remove(name)
  })
}

const sourceTests = (given: Given): void => {
  test('a source is made, its secret shown once, edited without its password and deleted', async () => {
    const { sources } = clientOf(given())
    const only = async () => (await sources.list()).items.find(({ name }) => name === 'edge')
    const takeSecret = async (page: Page): Promise<string> => {
      const dialog = page.getByRole('dialog')
      const secret = (await dialog.getByText(/^[\w-]{43}$/).textContent()) ?? ''
      await dialog.getByRole('button', { name: 'I have kept it' }).click()
      return secret
    }
    await visit(given(), '/setup', async (page) => {
      await page.getByRole('link', { name: 'New source' }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('edge')
      await page.getByLabel('Address of its API').fill('http://127.0.0.1:1/?token=x')
      await page.getByLabel('User').fill('admin')
      await page.getByLabel('Password').fill('hidden-password')
      await page.getByRole('button', { name: 'Make source' }).click()
      await expectRefusedAt(page, 'Address of its API', 'neither query nor fragment')
      await inspectHereAndOnPhone(given(), page, 'setup/sources/new', (at) =>
        at.getByRole('button', { name: 'Make source' }).waitFor(),
      )
      await page.getByLabel('Address of its API').fill('http://127.0.0.1:1')
      await page.getByRole('button', { name: 'Make source' }).click()
      const first = await takeSecret(page)
      await rowOf(page, 'Sources', 'edge').getByRole('link', { name: 'Edit' }).click()
      await page.getByRole('button', { name: 'New secret' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click()
      expect(await takeSecret(page)).not.toBe(first)
      await page.getByLabel('Every (seconds)').fill('9')
      await page.getByRole('button', { name: 'Save' }).click()
      await rowOf(page, 'Sources', 'edge').getByText('every 9 s').waitFor()
      expect((await only())?.poll).toMatchObject({ user: 'admin', hasPassword: true })
      await removeRow(page, 'Sources', 'edge')
    })
    expect(await only()).toBe(undefined)
  })
}

const storageTests = (given: Given): void => {
  test('a storage is tried when it is registered and later, edited and removed', async () => {
    const { storages } = clientOf(given())
    await visit(given(), '/setup', async (page) => {
      await page.getByRole('link', { name: 'New storage' }).click()
      await page.getByLabel('Name', { exact: true }).fill('vault')
      await page.getByLabel('Endpoint').fill('http://127.0.0.1:1')
      await page.getByRole('textbox', { name: 'Bucket' }).fill('tapes')
      await page.getByLabel('Key id').fill('id')
      await page.getByLabel('Secret key').fill('hidden-secret')
      await page.getByRole('button', { name: 'Register' }).click()
      await page.locator('[aria-invalid=true]').waitFor()
      expect(await page.getByLabel('Endpoint').getAttribute('aria-invalid')).toBe('true')
      await inspectHereAndOnPhone(given(), page, 'setup/storages/new', (at) =>
        at.getByRole('button', { name: 'Register' }).waitFor(),
      )
      await page.getByLabel('Try it first').uncheck()
      await page.getByRole('button', { name: 'Register' }).click()
      const row = rowOf(page, 'Storages', 'vault')
      await row.waitFor()
      await inspectHereAndOnPhone(given(), page, 'setup', (at) =>
        rowOf(at, 'Storages', 'vault').waitFor(),
      )
      await row.getByRole('button', { name: 'Try' }).click()
      await page.getByText('127.0.0.1:1', { exact: false }).last().waitFor()
      await row.getByRole('link', { name: 'Edit' }).click()
      await page.getByRole('textbox', { name: 'Bucket' }).fill('')
      await page.getByLabel('Try it first').uncheck()
      await page.getByRole('button', { name: 'Save' }).click()
      await row.getByText('as it is named').waitFor()
      expect(await storages.get('vault')).toMatchObject({ bucket: null, accessKeyId: 'id' })
      await removeRow(page, 'Storages', 'vault')
    })
  })
}

/** Tests of the page Setup. */
export const setupTests = (given: Given): void => {
  templateTests(given)
  domainTests(given)
  sharedTests(given)
  sourceTests(given)
  storageTests(given)

  test('a key that may only read sees everything and no buttons that change it', async () => {
    const { key, remove } = await makeReadKey(given())
    onTestFinished(remove)
    const look = async (page: Page): Promise<void> => {
      await rowOf(page, 'Domains', 'console.example').waitFor()
      await rowOf(page, 'Sources', 'studio').waitFor()
      expect(await page.locator('main button, main a').count()).toBe(0)
      await page.goto(`${given().stack.api.url}/console/setup/domains/console.example`)
      await page.getByText('Your key is read-only').waitFor()
    }
    await visit(given(), '/setup', look, key)
  })
}
