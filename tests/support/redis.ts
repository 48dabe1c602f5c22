import { randomBytes } from 'node:crypto'
import { askStores } from './stores'

/** Where the run's Redis is (a socket path or a URL). All test files share it: keep apart by `testPrefix()`. */
export async function testRedisUrl(): Promise<string> {
  return (await askStores<{ url: string }>('redis')).url
}

/** A BullMQ prefix that no other test uses. */
export function testPrefix(): string {
  return `test-${randomBytes(6).toString('hex')}`
}
