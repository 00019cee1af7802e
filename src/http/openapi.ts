// The OpenAPI 3.1 document, generated from the schemas that check the requests.
import swagger from '@fastify/swagger';
import type { SwaggerTransform, SwaggerTransformObject } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { App } from './app.ts';

export async function describeApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Fulcrum',
        version: '1',
        description: 'Takes in sourced people and outreach touches, and shows what became of them.',
      },
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: withPermission,
    transformObject: withoutUnused,
  });
}

/** Beside each operation stands which scope and permission it needs; `own` for what everybody may do about themselves. */
const withPermission: SwaggerTransform = (input) => {
  const { schema, url } = jsonSchemaTransform(input);
  const { scope, permission, isOwn } = input.route.config ?? {};
  const needed = isOwn === true ? 'own' : permission;
  if (needed === undefined) return { url, schema };
  return { url, schema: { ...schema, 'x-scope': scope, 'x-permission': needed } };
};

type Document = ReturnType<SwaggerTransformObject>;

const passesMax = 20;

/** Every schema is generated for requests and for answers; the half that nothing points to is dropped. */
const withoutUnused: SwaggerTransformObject = (input) => {
  let document: Document = jsonSchemaTransformObject(input);
  for (let pass = 0; pass < passesMax; pass += 1) {
    const components = 'components' in document ? document.components : undefined;
    const schemas = Object.entries(components?.schemas ?? {});
    const text = JSON.stringify(document);
    const used = schemas.filter(([name]) => text.includes(`"#/components/schemas/${name}"`));
    if (used.length === schemas.length) break;
    document = {
      ...document,
      components: { ...components, schemas: Object.fromEntries(used) },
    } as Document;
  }
  return document;
};
