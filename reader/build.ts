import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { canonicalJson } from '#domain/canonical-json'
import { signalWordsOf } from '#domain/signal-words'
import type { Trust } from '#domain/trust'
import { CLASSIFIERS } from '#services/classify/registry'
import type { CompiledTrust } from './compiled-trust'

const here = path.dirname(fileURLToPath(import.meta.url))

export type BuiltReader = {
  /** File name → SHA-256, base64url: what the ledger's `start` entry records. */
  files: Record<string, string>
}

/**
 * Bundles the reader into one page with inline script and style, so that the policy can allow exactly those two
 * by hash, and writes `index.html` and `policy.json` (the header that the relay sends). The same sources, trust
 * and esbuild give the same bytes.
 */
export async function buildReader(options: { trust: Trust; outDir: string }): Promise<BuiltReader> {
  const { mode, ledgerOrigin, ledgerVkey, regionIdentities, consoleOrigin } = options.trust
  const { ledgerOtherVkeys, ledgerPolicy } = options.trust
  const compiled: CompiledTrust = {
    ...{ mode, ledgerOrigin, ledgerVkey, regionIdentities, consoleOrigin },
    ...(ledgerOtherVkeys === undefined ? {} : { ledgerOtherVkeys }),
    ...(ledgerPolicy === undefined ? {} : { ledgerPolicy }),
  }
  const bundle = await build({
    absWorkingDir: path.dirname(here),
    entryPoints: { reader: path.join(here, 'main.ts') },
    bundle: true,
    write: false,
    outdir: 'out',
    minify: true,
    sourcemap: false,
    format: 'iife',
    platform: 'browser',
    target: ['es2023'],
    charset: 'utf8',
    legalComments: 'none',
    loader: { '.woff2': 'dataurl' },
    define: {
      COMPILED_TRUST: canonicalJson(compiled),
      SIGNAL_WORDS: canonicalJson(signalWordsOf(CLASSIFIERS)),
    },
    plugins: [zodInParts],
    logLevel: 'silent',
  })
  const output = (end: string) => bundle.outputFiles.find((file) => file.path.endsWith(end))!.text.trim()
  const script = output('.js')
  const style = output('.css')
  // Inside <script> and <style> nothing is escaped: only the closing tags would end them early.
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style))
    throw new Error('The bundle cannot stand inline.')
  const files = {
    'index.html': page(script, style),
    'policy.json': `${JSON.stringify({ 'content-security-policy': policy(script, style, consoleOrigin) })}\n`,
  }
  await mkdir(options.outDir, { recursive: true })
  const hashes: Record<string, string> = {}
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(options.outDir, name), text)
    hashes[name] = createHash('sha256').update(text).digest('base64url')
  }
  return { files: hashes }
}

/**
 * esbuild cannot see through zod's exported object `z` and would take all of it, fifty languages included: 450 kB
 * that nobody could review. Through a namespace import it takes what is used.
 */
const zodInParts: Plugin = {
  name: 'zod-in-parts',
  setup(esbuild) {
    esbuild.onLoad({ filter: /\/(?:domain|reader)\/.*\.ts$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replace("import { z } from 'zod'", "import * as z from 'zod'"),
      loader: 'ts',
    }))
  },
}

function page(script: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Countersign reader</title>
<style>${style}</style>
</head>
<body>
<noscript>The reader checks and decrypts in this browser and needs JavaScript.</noscript>
<script>${script}</script>
</body>
</html>
`
}

/**
 * Nothing is loaded, nothing is sent but to the relay, nothing frames it but the console. `sandbox` takes away
 * what the reader never does: windows, dialogs, navigation of the page around it.
 */
function policy(script: string, style: string, consoleOrigin: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${consoleOrigin}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    'sandbox allow-scripts allow-same-origin allow-forms',
  ].join('; ')
}
