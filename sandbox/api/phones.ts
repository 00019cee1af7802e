// Phones in request bodies: objects with an optional type, or JSON texts in multipart forms.
import { objectBody, optionalString, requiredString, type Body } from '../wire/fields.ts';
import { badRequest } from '../wire/refusal.ts';
import { PHONE_TYPES, type Phone } from '../world/rows.ts';

/** The phones of a body; a missing or null type reads back as `other`. */
export function phonesIn(body: Body): Phone[] | undefined {
  const value = body['phones'];
  if (value === undefined) return undefined;
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list)) throw badRequest('phones must be an array');
  return list.flatMap((each) => phonesOf(each));
}

function phonesOf(item: unknown): Phone[] {
  const value = typeof item === 'string' ? parsed(item) : item;
  if (Array.isArray(value)) return value.map((each) => phoneOf(each));
  return [phoneOf(value)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('phones must hold objects with type and value');
  }
}

function phoneOf(value: unknown): Phone {
  if (typeof value !== 'object' || value === null) {
    throw badRequest('phones must hold objects with type and value');
  }
  const phone = objectBody(value);
  const type = phone['type'] === null ? undefined : optionalString(phone, 'type');
  const known = PHONE_TYPES.find((each) => each === type);
  if (type !== undefined && !known) {
    throw badRequest(`phones type must be one of ${PHONE_TYPES.join(', ')}`);
  }
  return { type: known ?? 'other', value: requiredString(phone, 'value') };
}
