import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach } from 'vitest'

type Asked = { body: string; headers: Record<string, string> }
type Question = { messages: { id: string; text: string }[] }

/** Somebody else's scorer on this machine. It forgets between tests, and then finds everything urgent. */
export class Scorer {
  url = ''
  /** `host:port`. */
  address = ''
  asked: Asked[] = []
  answer: (question: Question) => { status: number; body: string } | 'hang' = urgent

  constructor() {
    const server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      this.asked.push({ body, headers: request.headers as Record<string, string> })
      const said = this.answer(JSON.parse(body))
      if (said === 'hang') return
      response.writeHead(said.status, { 'content-type': 'application/json' }).end(said.body)
    })
    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      if (typeof address !== 'object' || !address) throw new Error('no address')
      this.address = `127.0.0.1:${address.port}`
      this.url = `http://${this.address}/score`
    })
    afterAll(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    beforeEach(() => {
      this.asked = []
      this.answer = urgent
    })
  }
}

function urgent() {
  return { status: 200, body: '{"score":0.95}' }
}
