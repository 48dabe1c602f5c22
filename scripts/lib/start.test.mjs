import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hasSetpriv } from './bound-process.mjs'
import { requirePort } from './ports.mjs'
import { environmentOf, PROCESSES, REQUIRED } from './process-environments.mjs'
import { prepare } from './production.mjs'
import { takeStartLock } from './start-lock.mjs'
import { privateDirectory, secretFile } from './state-directory.mjs'
import { Supervisor } from './supervisor.mjs'

let state
beforeEach(() => {
  state = mkdtempSync(path.join(os.tmpdir(), 'start-test-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(state, { recursive: true, force: true })
})

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a second start from the same state directory is told which process holds it', () => {
  const unlock = takeStartLock(state)
  expect(() => takeStartLock(state)).toThrow(`process ${process.pid}`)
  unlock()
  takeStartLock(state)()
})

test('a lock that a killed start left behind is taken over', () => {
  const { pid } = spawnSync('true')
  writeFileSync(path.join(state, 'start.pid'), `${pid} 1`)
  expect(() => takeStartLock(state)()).not.toThrow()
})

test('a port that is taken gets one sentence with a way out', async () => {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await expect(requirePort(port, 'the console', 'PORT')).rejects.toThrow(
    /is taken: choose another, for example PORT=/,
  )
  await new Promise((resolve) => server.close(resolve))
  await expect(requirePort(port, 'the console', 'PORT')).resolves.toBeUndefined()
  await expect(requirePort(Number('abc'), 'the console', 'PORT')).rejects.toThrow('must be a port number')
})

test('no process is handed the secret of another', () => {
  const everything = Object.fromEntries(
    [...REQUIRED, 'NEXTAUTH_SECRET', 'KEYD_HOME'].map((name) => [name, `value of ${name}`]),
  )
  const holders = (name) => PROCESSES.filter((part) => environmentOf(part, everything)[name] !== undefined)
  expect(holders('KEYD_DATABASE_URL')).toEqual(['keyd'])
  expect(holders('KEYD_HOME')).toEqual(['keyd'])
  expect(holders('INTAKE_HOME')).toEqual(['intake'])
  expect(holders('WORKER_KEY_FILE')).toEqual(['worker'])
  expect(holders('NEXTAUTH_SECRET')).toEqual(['console'])
  expect(holders('CONSOLE_SECRET_KEY')).toEqual(['worker', 'console'])
  expect(holders('DATABASE_URL')).toEqual([])
})

test('a production start names what is missing and refuses what a trial made', async () => {
  await expect(prepare({ state })).rejects.toThrow(/A production start needs DATABASE_URL, REDIS_URL/)
  for (const name of REQUIRED) vi.stubEnv(name, 'https://somewhere.example')
  const secret = secretFile(path.join(privateDirectory(state, 'secrets'), 'nextauth'))
  vi.stubEnv('NEXTAUTH_SECRET', secret)
  await expect(prepare({ state })).rejects.toThrow(/NEXTAUTH_SECRET is the one that a trial made/)
  rmSync(path.join(state, 'secrets'), { recursive: true })
  vi.stubEnv('CONSOLE_SECRET_KEY', secret)
  await expect(prepare({ state })).rejects.toThrow(/are the same/)
  vi.stubEnv('CONSOLE_SECRET_KEY', `${secret}x`)
  vi.stubEnv('READER_ORIGIN', 'http://127.0.0.1:3001')
  await expect(prepare({ state })).rejects.toThrow(/READER_ORIGIN must be an https/)
})

test('a process that ends is started again, with its last words, and stays stopped when told so', async () => {
  const said = []
  const supervisor = new Supervisor(state, (line) => said.push(line))
  const program = path.join(state, 'program.mjs')
  writeFileSync(program, 'console.error("these were my last words"); setTimeout(() => process.exit(3), 50)')
  const slot = supervisor.start('sample', program, { PATH: process.env.PATH })
  const first = slot.current.child.pid
  await expect.poll(() => slot.current.child.pid !== first, { timeout: 5_000 }).toBe(true)
  expect(said[0]).toBe('sample ended (status 3); it is started again in 0.5 s')
  expect(said[1]).toContain('these were my last words')
  await supervisor.stop()
  const lines = said.length
  await sleep(1_200)
  expect(said.length).toBe(lines)
  expect(slot.current.child.exitCode ?? slot.current.child.signalCode).not.toBeNull()
})

test.runIf(hasSetpriv)('a start that is killed outright leaves no process behind', async () => {
  const module = path.resolve(import.meta.dirname, 'bound-process.mjs')
  const code = `import { spawnBound } from ${JSON.stringify(module)}
    console.log(spawnBound('sleep', ['60'], { stdio: 'ignore' }).pid); setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = await new Promise((resolve) => parent.stdout.once('data', (chunk) => resolve(Number(chunk))))
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
})
