import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../../contract/index.ts'

const fault = {
  type: 'object' as const,
  properties: {
    defined: { type: 'boolean' as const },
    code: { type: 'string' as const, description: 'Stable; what scripts look at.' },
    status: { type: 'integer' as const },
    message: { type: 'string' as const, description: 'Says what to do.' },
    data: {},
  },
  required: ['code', 'message'],
}

/** The OpenAPI 3.1 document of the contract, made from its schemas. */
export async function openApiDocument(version: string) {
  const document = await new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(contract, {
    info: {
      title: 'Cortex',
      version,
      description: 'The local agent workstation. Streams are server-sent events and resume after the Last-Event-ID header.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Printed when the workstation starts; new at each launch.' } },
      schemas: { Fault: fault },
    },
    customErrorResponseBodySchema: () => ({ $ref: '#/components/schemas/Fault' }),
  })
  const health = document.paths?.['/health']?.get
  if (health) health.security = []
  return document
}
