/** The CRC-32 polynomial of zlib with the bits reversed: bit 31 stands for x^0. */
const polynomial = 0xedb88320

/** Product of two polynomials over GF(2), modulo the CRC polynomial. */
const multiply = (a: number, b: number): number => {
  let product = 0
  let shifted = b
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ polynomial
  }
  return product >>> 0
}

/** x^(8 * bytes) modulo the CRC polynomial: what appending that many zero bytes multiplies a CRC with. */
const powerOfBytes = (bytes: number): number => {
  let power = 0x80000000
  let square = 0x00800000
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(power, square)
    square = multiply(square, square)
  }
  return power
}

/**
 * The CRC-32 of two pieces in a row from the CRC-32 of each, without their bytes.
 * @param secondBytes length of the second piece, any safe integer
 */
export const crc32Combine = (first: number, second: number, secondBytes: number): number =>
  (multiply(powerOfBytes(secondBytes), first) ^ second) >>> 0
