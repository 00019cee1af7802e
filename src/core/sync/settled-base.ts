// The base after a write was confirmed: what the write settled, laid over what is agreed by now.

import { agreedLists } from './plan-contact.ts';
import type { RecordBase } from './plan-record.ts';

/** Field by field, so that what was agreed meanwhile on other fields stays. */
export function settledBase(base: RecordBase, settles: Partial<RecordBase>): Partial<RecordBase> {
  const { emails, phones, scalars, decided, forms, formCounts, ...rest } = settles;
  return {
    ...rest,
    ...(emails === undefined && phones === undefined
      ? {}
      : agreedLists(base, { emails: emails ?? [], phones: phones ?? [] })),
    ...(scalars === undefined ? {} : { scalars: { ...base.scalars, ...scalars } }),
    ...(decided === undefined ? {} : { decided: { ...base.decided, ...decided } }),
    ...(forms === undefined ? {} : { forms: { ...base.forms, ...forms } }),
    ...(formCounts === undefined ? {} : { formCounts: { ...base.formCounts, ...formCounts } }),
  };
}
