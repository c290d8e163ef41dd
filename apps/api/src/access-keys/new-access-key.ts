import { randomText } from '../random-text.ts'

const idCharacters = 16
const secretCharacters = 30

type RandomBytes = (size: number) => Uint8Array

/** What clients send to say which key they sign with. @param randomBytes as in node:crypto */
export const newAccessKeyId = (randomBytes: RandomBytes): string =>
  `TDAK${randomText(idCharacters, randomBytes)}`

/** A secret in the shape of Alibaba Cloud's, which its clients know. @param randomBytes as in node:crypto */
export const newAccessKeySecret = (randomBytes: RandomBytes): string =>
  randomText(secretCharacters, randomBytes)
