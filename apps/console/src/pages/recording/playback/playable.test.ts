import type { Schemas } from '@tapedeck/client'
import { expect, it } from 'vitest'
import { knownFiles, playableOfFile, playablesOf } from './playable.ts'

const recording = (state: Schemas['Recording']['state']) =>
  ({
    state,
    template: {
      name: 't',
      formats: [
        { name: 'mp4', format: 'mp4' },
        { name: 'web', format: 'cmaf' },
        { name: 'm3u8', format: 'm3u8' },
      ],
    },
  }) as unknown as Schemas['Recording']

const file = (output: string, format: string, url: string | null = 'https://storage/x') =>
  ({ id: `r.${output}.0`, output, format, sequence: 0, url, startedAt: '' }) as Schemas['File']

it('plays every sliced output while the recording runs, and files that browsers can play', () => {
  const files = [file('mp4', 'mp4'), file('flv', 'flv'), file('web', 'cmaf')]
  expect(playablesOf(recording('recording'), files).map(({ id }) => id)).toEqual([
    'output web',
    'output m3u8',
    'r.mp4.0',
  ])
})

it('plays outputs afterwards only where files were stored', () => {
  const files = [file('web', 'cmaf'), file('mp4', 'mp4', null)]
  const playables = playablesOf(recording('completed'), files)
  expect(playables.map(({ label }) => label)).toEqual(['All of web'])
  expect(playablesOf(recording('accepted'), [])).toEqual([])
})

it('finds what plays a file', () => {
  const files = [file('web', 'cmaf'), file('mp4', 'mp4'), file('flv', 'flv')]
  const playables = playablesOf(recording('completed'), files)
  expect(files.map((one) => playableOfFile(playables, one)?.id)).toEqual([
    'output web',
    'r.mp4.0',
    undefined,
  ])
})

const told = (output: string, sequence: number, isRemoved = false) =>
  ({
    ...{ id: `r.${output}.${sequence}`, output, format: output, sequence, startedAt: '' },
    ...{ url: null, isRemoved },
  }) as Schemas['Timeline']['files'][number]

it('plays what only the timeline knows, unless it was removed or browsers cannot', () => {
  const files = knownFiles(
    [file('mp4', 'mp4')],
    [told('mp4', 0), told('mp4', 1), told('mp4', 2, true), told('flv', 1), told('m3u8', 0)],
  )
  const playables = playablesOf(recording('completed'), files)
  expect(playables.map(({ id }) => id)).toEqual(['output m3u8', 'r.mp4.0', 'r.mp4.1'])
  expect(files.map((one) => playableOfFile(playables, one)?.id)).toEqual([
    ...['r.mp4.0', 'r.mp4.1', undefined, undefined, 'output m3u8'],
  ])
})

it('plays no file that cannot be had, whatever else there is of its output', () => {
  const files = [file('m3u8', 'm3u8'), { ...file('m3u8', 'm3u8', null), id: 'r.m3u8.1' }]
  const playables = playablesOf(recording('completed'), files)
  expect(files.map((one) => playableOfFile(playables, one)?.id)).toEqual(['output m3u8', undefined])
  expect(playablesOf(recording('completed'), [file('m3u8', 'm3u8', null)])).toEqual([])
})
