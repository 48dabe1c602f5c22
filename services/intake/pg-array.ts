/**
 * One-dimensional arrays in PostgreSQL's binary format (array_send in src/backend/utils/adt/arrayfuncs.c). `pg`
 * sends a Buffer as a binary parameter; its own arrays go as text, and a bytea in it as hex twice over, which
 * costs more than sealing does.
 *
 *   i32 dimensions | i32 has nulls | i32 element oid | i32 length | i32 lower bound | (i32 size | bytes)…
 */
const OID = { bool: 16, bytea: 17, int8: 20, text: 25 } as const
const HEADER_BYTES = 20

function arrayOf(oid: number, elements: readonly Uint8Array[]): Buffer {
  let size = HEADER_BYTES
  for (const element of elements) size += 4 + element.length
  const out = Buffer.allocUnsafe(size)
  out.writeInt32BE(1, 0)
  out.writeInt32BE(0, 4)
  out.writeInt32BE(oid, 8)
  out.writeInt32BE(elements.length, 12)
  out.writeInt32BE(1, 16)
  let at = HEADER_BYTES
  for (const element of elements) {
    out.writeInt32BE(element.length, at)
    out.set(element, at + 4)
    at += 4 + element.length
  }
  return out
}

export function byteArray(values: readonly Uint8Array[]): Buffer {
  return arrayOf(OID.bytea, values)
}

export function textArray(values: readonly string[]): Buffer {
  return arrayOf(
    OID.text,
    values.map((value) => Buffer.from(value, 'utf8')),
  )
}

export function bigintArray(values: readonly number[]): Buffer {
  return arrayOf(
    OID.int8,
    values.map((value) => {
      const bytes = Buffer.allocUnsafe(8)
      bytes.writeBigInt64BE(BigInt(value))
      return bytes
    }),
  )
}

export function booleanArray(values: readonly boolean[]): Buffer {
  return arrayOf(
    OID.bool,
    values.map((value) => Buffer.from([value ? 1 : 0])),
  )
}
