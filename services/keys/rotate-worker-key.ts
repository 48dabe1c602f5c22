import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { toBase64Url, utf8 } from '#domain/bytes'
import { canonicalJson } from '#domain/canonical-json'
import { AppError } from '#domain/errors'
import { requestSigningInput } from '#domain/key-request'
import { generatePrivatePem, rawPublicKey, signEd25519 } from '#lib/ed25519'
import { type KeyClient, signedRequest } from './key-client'

/**
 * Gives a worker a new key: makes it beside the old one, has the key service take it on the old one's word, and puts
 * it in the old one's place. Killed at any point it can be run again: the new key is kept until it stands in place.
 * @returns until when the old key is good, in milliseconds since 1970.
 */
export async function rotateWorkerKey(
  client: Pick<KeyClient, 'signed'>,
  { name, keyFile }: { name: string; keyFile: string },
): Promise<number> {
  const nextFile = `${keyFile}.next`
  const old = createPrivateKey(await readFile(keyFile, 'utf8'))
  const next = createPrivateKey(await readFile(nextFile, 'utf8').catch(() => makeKey(nextFile)))
  const key = toBase64Url(rawPublicKey(next))
  const ask = async (signer: KeyObject) => {
    const request = { op: 'rotate-worker', key, requestId: randomUUID(), at: Date.now() }
    const payload = utf8(canonicalJson(request))
    const signature = signEd25519(signer, requestSigningInput(payload))
    const answer = await client.signed<{ oldUntil: number }>(
      signedRequest(payload, `worker:${name}`, signature),
    )
    return answer.oldUntil
  }
  const oldUntil = await ask(old).catch((error: unknown) => {
    // An earlier run was taken and then lost its way: the old key has ended since, the new one answers for itself.
    if (error instanceof AppError && error.reason === 'worker_key_ended') return ask(next)
    throw error
  })
  await rename(nextFile, keyFile)
  return oldUntil
}

/** On disk before anybody is told of it, readable by this account alone. */
async function makeKey(file: string): Promise<string> {
  const pem = generatePrivatePem()
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(pem)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return pem
}
