import { extendZodWithOpenApi, OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { ActionCode, PolicyCode } from '#domain/decision'
import { Region } from '#domain/region'
import {
  BareMessage,
  MAX_MESSAGES,
  MediaMessage,
  ReportHead,
  TextMessage,
  UnknownMessage,
} from '#domain/report'
import { CaseStage, ReportStage } from '#domain/review-case'

/** OpenAPI 3.1 of the API that platforms use, from the schemas that check their requests. */
export function openApiDocument() {
  // Adds a method to zod's classes, for the schemas made from here on; those that check requests stay as they were.
  extendZodWithOpenApi(z)
  const registry = new OpenAPIRegistry()
  const bearer = registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: `cs_<prefix>_<secret>`. Scopes: `reports:write`, `reports:read`.',
  })
  const message = registry.register(
    'Message',
    z.union([TextMessage, MediaMessage, BareMessage, UnknownMessage]),
  )
  const report = registry.register(
    'Report',
    ReportHead.extend({
      conversation: ReportHead.shape.conversation.extend({
        messages: z.array(message).min(1).max(MAX_MESSAGES),
      }),
    }),
  )
  const accepted = registry.register(
    'Accepted',
    z.strictObject({
      reportId: z.uuid(),
      caseId: z.uuid(),
      status: z.enum(['accepted', 'joined', 'duplicate']),
    }),
  )
  const reportState = registry.register(
    'ReportState',
    z.strictObject({
      reportId: z.uuid(),
      externalId: z.string(),
      caseId: z.uuid(),
      stage: ReportStage,
      caseStage: CaseStage,
      receivedAt: z.iso.datetime(),
    }),
  )
  const caseState = registry.register(
    'CaseState',
    z.strictObject({
      caseId: z.uuid(),
      region: Region,
      conversationId: z.string(),
      stage: CaseStage,
      reports: z.int(),
      openedAt: z.iso.datetime(),
      decidedAt: z.iso.datetime().nullable(),
      policy: PolicyCode.nullable(),
      action: ActionCode.nullable(),
    }),
  )
  const problem = registry.register(
    'Problem',
    z.object({
      type: z.string(),
      title: z.string(),
      status: z.int(),
      code: z.string(),
      errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    }),
  )
  const refusals = (...statuses: number[]) =>
    Object.fromEntries(
      statuses.map((status) => [
        status,
        { description: REFUSALS[status] ?? '', content: { 'application/problem+json': { schema: problem } } },
      ]),
    )
  const security = [{ [bearer.name]: [] }]
  const byId = z.object({ id: z.uuid() })

  registry.registerPath({
    method: 'post',
    path: '/api/v1/reports',
    operationId: 'sendReport',
    summary: 'Send a report',
    description:
      'At least one message is marked `reported`; message ids are unique within a report; at most 8 MiB in all and ' +
      '16 KiB a text. Reports on the same open conversation join one case. The same `externalId` again answers ' +
      '`duplicate` and stores nothing.',
    security,
    request: {
      headers: z.object({
        'Idempotency-Key': z
          .string()
          .max(255)
          .optional()
          .meta({ description: 'Same key and body: the same answer. Same key, other body: 422.' }),
      }),
      body: { content: { 'application/json': { schema: report } }, required: true },
    },
    responses: {
      202: { description: 'Sealed and stored', content: { 'application/json': { schema: accepted } } },
      ...refusals(400, 401, 403, 413, 415, 422, 429, 503),
    },
  })
  registry.registerPath({
    method: 'get',
    path: '/api/v1/reports/{id}',
    operationId: 'getReport',
    summary: 'Where a report of yours stands',
    security,
    request: { params: byId },
    responses: {
      200: { description: 'State, never content', content: { 'application/json': { schema: reportState } } },
      ...refusals(401, 403, 404, 429, 503),
    },
  })
  registry.registerPath({
    method: 'get',
    path: '/api/v1/cases/{id}',
    operationId: 'getCase',
    summary: 'Where a case of yours stands',
    security,
    request: { params: byId },
    responses: {
      200: { description: 'State, never content', content: { 'application/json': { schema: caseState } } },
      ...refusals(401, 403, 404, 429, 503),
    },
  })
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version: '1',
      description: 'Reports of private conversations, sealed at the door. Errors are RFC 9457.',
    },
    servers: [{ url: '/' }],
  })
}

const REFUSALS: Record<number, string> = {
  400: 'The body is not UTF-8 or not JSON; the error says where',
  401: 'No API key, or one that is wrong or revoked',
  403: 'The API key lacks the scope',
  404: 'Not found, or another platform’s',
  413: 'The body is larger than 8 MiB',
  415: 'The body is not application/json',
  422: 'A rule is broken; `errors` has a JSON Pointer and a rule for each place. Nothing was stored',
  429: 'Too many requests; wait for Retry-After seconds',
  503: 'Nothing was accepted; try again after Retry-After seconds',
}
