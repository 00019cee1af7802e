// /v1/webhook-endpoints and /v1/webhook-deliveries: signed webhooks that tell sources to pause, stop or go on.
import { z } from 'zod';
import { pageAnswer, pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

const endpoint = z.object({
  id: uuid,
  url: z.string(),
  events: z.array(z.string()),
  isActive: z.boolean(),
  createdAt: time,
});

export const endpointsAnswer = pageAnswer(endpoint).meta({ id: 'WebhookEndpoints' });

export const newEndpointBody = z.strictObject({
  url: text(2000),
  events: z.array(text(100)).min(1).max(20),
});

export const madeEndpoint = z.object({
  id: uuid,
  secret: z.string().describe('Signs the webhooks (Standard Webhooks); told this once'),
});

export const deliveriesQuery = pageQuery.extend({
  endpointId: uuid.optional(),
  state: z.enum(['pending', 'delivered', 'parked', 'dismissed']).optional(),
});

const delivery = z.object({
  id: uuid,
  endpointId: uuid,
  event: z.string(),
  personId: uuid.nullable(),
  personName: z.string().nullable(),
  state: z.enum(['pending', 'delivered', 'parked', 'dismissed']),
  attempts: z.int(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  createdAt: time,
  deliveredAt: time.nullable(),
});

export const deliveryAnswer = delivery
  .extend({
    url: z.string(),
    body: z
      .object({ type: z.string(), timestamp: time, data: z.looseObject({}) })
      .nullable()
      .describe('As it is sent; null where it is sealed or was erased with the person'),
  })
  .meta({ id: 'WebhookDelivery' });

export const deliveriesAnswer = pageAnswer(delivery).meta({ id: 'WebhookDeliveries' });
