import { createWriteStream, existsSync, renameSync, statSync } from 'node:fs'

const MAX_BYTES = 20 << 20

/** A process's output in a file; at 20 MiB it becomes `<file>.1` and a new one is begun. */
export class LogFile {
  constructor(file) {
    this.file = file
    this.bytes = existsSync(file) ? statSync(file).size : 0
    this.stream = createWriteStream(file, { flags: 'a', mode: 0o600 })
    // A full disk must not end what is being logged.
    this.stream.on('error', () => undefined)
  }

  write(chunk) {
    this.bytes += chunk.length
    if (this.bytes > MAX_BYTES) {
      this.stream.end()
      renameSync(this.file, `${this.file}.1`)
      this.stream = createWriteStream(this.file, { flags: 'a', mode: 0o600 })
      this.stream.on('error', () => undefined)
      this.bytes = chunk.length
    }
    this.stream.write(chunk)
  }

  end() {
    this.stream.end()
  }
}
