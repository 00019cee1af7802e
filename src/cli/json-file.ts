// A JSON file named on the command line.

import { readFile } from 'node:fs/promises';
import { InputError } from '../core/input-error.ts';

/** Its content. Throws InputError where it cannot be read or is no JSON. */
export async function readJsonFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as { code?: string }).code ?? 'unknown';
    throw new InputError('invalid', `The file ${path} cannot be read (${code}).`, 'file');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError('invalid', `The file ${path} is no JSON.`, 'file');
  }
}

/** As a body of the API: an object. */
export async function readJsonObject(path: string): Promise<Record<string, unknown>> {
  const json = await readJsonFile(path);
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
  throw new InputError('invalid', `The file ${path} holds no JSON object.`, 'file');
}
