import type { Sample } from '../fragment.ts'
import type { Track } from '../track.ts'
import { type ClockStep, clockStep } from './clock-step.ts'

/** A step of more than this is looked at, as by BililiveRecorder. */
const maxStepMs = 500
/** Of a source with few frames a second a step is long when it is that many times the usual one. */
const longSteps = 2.5
/** The first step of a track teaches how far its samples are apart, be they few. */
const maxFirstStepMs = 5000
const keptSteps = 24
/** BililiveRecorder's: what a frame lasts while nothing is known. */
const unknownFrameMs = { video: 33, audio: 22 }

/** One track of a pull: where its samples stood, where they were put, and what distance they usually have. */
export class TrackClock {
  readonly track: Track
  /** What is added to the pull's times, whole milliseconds. */
  shiftMs = 0
  /** The last sample as the pull wrote it and where it was put, in ticks. */
  last: { rawDts: number; dts: number } | null = null
  #steps: number[] = []

  constructor(track: Track) {
    this.track = track
  }

  ms(ticks: number): number {
    return (ticks * 1000) / this.track.timescale
  }

  ticks(ms: number): number {
    return Math.round((ms * this.track.timescale) / 1000)
  }

  /** The usual distance of two samples. */
  get frameMs(): number {
    const sorted = this.#steps.toSorted((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)] ?? unknownFrameMs[this.track.kind]
  }

  /** Where the next sample belongs by the usual distance, milliseconds. */
  get nextMs(): number {
    return this.last === null ? 0 : this.lastMs + this.frameMs
  }

  /** Where the last sample was put, milliseconds. */
  get lastMs(): number {
    return this.last === null ? 0 : this.ms(this.last.dts)
  }

  /** The step of the source's clock to the next sample. */
  stepTo(sample: Sample): ClockStep {
    return clockStep(sample.dts - (this.last?.rawDts ?? sample.dts), sample, this.track.timescale)
  }

  /** Whether a step needs no explanation. */
  isUsual(stepMs: number): boolean {
    const limitMs = this.#steps.length === 0 ? maxFirstStepMs : this.frameMs * longSteps
    return stepMs >= 0 && stepMs <= Math.max(maxStepMs, limitMs)
  }

  learn(stepMs: number): void {
    this.#steps = [...this.#steps, stepMs].slice(-keptSteps)
  }

  /** Puts the next sample in its place; times grow by at least a tick. */
  put(sample: Sample): Sample {
    const wanted = sample.dts + this.ticks(this.shiftMs)
    const dts = this.last === null ? wanted : Math.max(wanted, this.last.dts + 1)
    this.last = { rawDts: sample.dts, dts }
    return dts === sample.dts ? sample : { ...sample, dts }
  }
}
