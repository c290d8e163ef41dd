import { describe, expect, test } from 'vitest'
import { loadCliConfig } from './cli-config.ts'
import { ConfigError } from './config-error.ts'
import { readEnvironment } from './read-environment.ts'

describe('the configuration of the command line', () => {
  test('is the API of this machine and no key when nothing is said', () => {
    expect(loadCliConfig({ TAPEDECK_URL: '' })).toEqual({
      apiUrl: 'http://127.0.0.1:8080',
      apiKey: null,
    })
  })

  test('passes over what is meant for services, known or not', () => {
    const { apiUrl, apiKey } = loadCliConfig({
      TAPEDECK_URL: 'https://tape.example.com/',
      TAPEDECK_API_KEY: 'abc',
      TAPEDECK_SPOOL_DIR: '/spool',
      TAPEDECK_OF_ANOTHER_VERSION: '1',
    })
    expect([apiUrl, apiKey?.reveal()]).toEqual(['https://tape.example.com', 'abc'])
  })

  test('names everything that is wrong, and shows no key', () => {
    const load = () =>
      loadCliConfig({ TAPEDECK_URL: 'tape.example.com', TAPEDECK_API_KEY: 'two words' })
    expect(load).toThrow(ConfigError)
    expect(load).toThrow(/TAPEDECK_URL must be an http.*\n.*TAPEDECK_API_KEY must be of printable/)
    expect(load).not.toThrow(/two words/)
  })

  test('has names that services pass over, and they still refuse others', () => {
    const { problems } = readEnvironment('notifier', { TAPEDECK_URL: 'x', TAPEDECK_URLS: 'x' })
    expect(problems.map(({ variable }) => variable)).toEqual(['TAPEDECK_URLS'])
  })
})
