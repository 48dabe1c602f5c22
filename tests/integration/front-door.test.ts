import { createServer, get, type IncomingMessage, request, type Server } from 'node:http'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFrontDoor } from '#lib/frontdoor'
import { createLog } from '#lib/log'

const socketPath = path.join(os.tmpdir(), `front-door-${process.pid}.sock`)
const seen: { url: string; headers: IncomingMessage['headers']; bytes: number }[] = []
let intake: Server
let consoleServer: Server
let door: Awaited<ReturnType<typeof startFrontDoor>>
let base: string

function listen(server: Server, at: string | number): Promise<number> {
  return new Promise((resolve) =>
    server.listen(at as number, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    }),
  )
}

beforeAll(async () => {
  intake = createServer((message, answer) => {
    let bytes = 0
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= 9 << 20 || answer.headersSent) return
      answer.writeHead(413, { 'content-type': 'application/problem+json' }).end('{"status":413}')
    })
    message.on('end', () => {
      if (answer.headersSent) return
      seen.push({ url: message.url ?? '', headers: message.headers, bytes })
      if (message.url === '/metrics')
        answer.end('# HELP x_total X.\n# TYPE x_total counter\nx_total{process="intake"} 1\n')
      else answer.writeHead(202, { connection: 'close, x-private', 'x-private': 'a' }).end(`${bytes}`)
    })
  })
  consoleServer = createServer((message, answer) => {
    if (message.url === '/events') {
      answer.writeHead(200, { 'content-type': 'text/event-stream' })
      answer.write('data: 1\n\n')
      return
    }
    answer.end(`console ${message.url}`)
  })
  await listen(intake, socketPath as unknown as number)
  const consolePort = await listen(consoleServer, 0)
  door = await startFrontDoor({
    host: '127.0.0.1',
    port: 0,
    consoleOrigin: 'http://localhost:9',
    console: { host: '127.0.0.1', port: consolePort },
    intake: { socketPath },
    metrics: 'open',
    log: createLog('test', 'silent'),
  })
  base = `http://127.0.0.1:${door.port}`
})

afterAll(async () => {
  await door.close()
  for (const server of [intake, consoleServer]) {
    server.closeAllConnections()
    server.close()
  }
})

test('sends /api/v1 to intake and the rest to the console', async () => {
  const posted = await fetch(`${base}/api/v1/reports`, { method: 'POST', body: 'abc' })
  expect([posted.status, await posted.text()]).toEqual([202, '3'])
  expect(await (await fetch(`${base}/api/ready`)).text()).toBe('console /api/ready')
  expect(await (await fetch(`${base}/api/v10`)).text()).toBe('console /api/v10')
})

test('drops the headers of one connection, both ways, and says who asked', async () => {
  const answer = await fetch(`${base}/api/v1/x`, {
    headers: { 'x-forwarded-for': '203.0.113.9', te: 'trailers' },
  })
  expect(answer.headers.get('x-private')).toBeNull()
  const { headers } = seen.at(-1)!
  expect(headers['x-forwarded-for']).toBe('127.0.0.1')
  expect(headers.te).toBeUndefined()
})

test('passes 8 MiB through', async () => {
  const answer = await fetch(`${base}/api/v1/reports`, { method: 'POST', body: Buffer.alloc(8 << 20, 97) })
  expect(await answer.text()).toBe(String(8 << 20))
})

test('hands on an answer that comes before the body has ended', async () => {
  const answer = await fetch(`${base}/api/v1/reports`, { method: 'POST', body: Buffer.alloc(20 << 20, 97) })
  expect(answer.status).toBe(413)
})

test('does not let a GET with a chunked body write a second request', async () => {
  const before = seen.length
  const smuggled = 'GET /api/v1/smuggled HTTP/1.1\r\nhost: x\r\n\r\n'
  const text = await new Promise<string>((resolve) => {
    const socket = connect(door.port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.write(
      `GET /api/v1/outer HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`,
    )
  })
  expect(text).toContain('202')
  await sleep(50)
  expect(seen.slice(before).map((one) => one.url)).toEqual(['/api/v1/outer'])
})

test('passes events on as they come', async () => {
  const first = await new Promise<string>((resolve) => {
    const call = get(`${base}/events`, (answer) =>
      answer.once('data', (chunk: Buffer) => {
        resolve(chunk.toString())
        call.destroy()
      }),
    )
  })
  expect(first).toBe('data: 1\n\n')
})

test('sends a browser that came by number to the name, and nobody else', async () => {
  const visit = (url: string) =>
    new Promise<[number | undefined, string | undefined]>((resolve) => {
      const headers = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
      request(`${base}${url}`, { headers }, (answer) => {
        answer.resume()
        resolve([answer.statusCode, answer.headers.location])
      }).end()
    })
  expect(await visit('/cases?queue=a')).toEqual([307, 'http://localhost:9/cases?queue=a'])
  expect(await visit('//evil.example')).toEqual([200, undefined])
  expect((await fetch(`${base}/api/ready`, { redirect: 'manual' })).status).toBe(200)
})

test('gathers metrics', async () => {
  const text = await (await fetch(`${base}/metrics`)).text()
  expect(text).toContain('x_total{process="intake"} 1')
  expect(text).toContain(
    'countersign_frontdoor_requests_total{part="intake",status="2xx",process="frontdoor"}',
  )
})

test('answers with a problem and a time to come again while intake is down', async () => {
  intake.closeAllConnections()
  await new Promise((resolve) => intake.close(resolve))
  const answer = await fetch(`${base}/api/v1/reports`, { method: 'POST', body: 'abc' })
  expect(answer.status).toBe(503)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.get('retry-after')).toBe('2')
  expect(await answer.json()).toMatchObject({ status: 503, code: 'intake_unavailable' })
  await listen(intake, socketPath as unknown as number)
  expect((await fetch(`${base}/api/v1/reports`, { method: 'POST', body: 'abc' })).status).toBe(202)
})
