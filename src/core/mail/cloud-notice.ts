// Failure notices that a sending service mails as JSON instead of a report.

import type { ReceivedMail } from './received-mail.ts';

export interface CloudNotice {
  kind: 'bounce' | 'complaint' | 'receipt';
  recipients: { address: string; status: string | null; diagnostic: string }[];
}

/** Null where the body is no such JSON. Read by pattern: it is often wrapped, folded and followed by a footer. */
export function readCloudNotice(mail: ReceivedMail): CloudNotice | null {
  const body = mail.text.slice(0, 50_000).replaceAll('\\"', '"').trimStart();
  if (!body.startsWith('{')) return null;
  const type = /"(?:notificationType|eventType)"\s*:\s*"(Bounce|Complaint|Delivery)"/u.exec(
    body,
  )?.[1];
  if (type === undefined) return null;
  if (type === 'Complaint') return { kind: 'complaint', recipients: [] };
  if (type === 'Delivery') return { kind: 'receipt', recipients: [] };
  const list = /"bouncedRecipients"\s*:\s*\[(.*?)\]/su.exec(body)?.[1] ?? '';
  const recipients = list.split('}').flatMap((each) => {
    const address = fieldOf(each, 'emailAddress');
    if (address === null) return [];
    const diagnostic = (fieldOf(each, 'diagnosticCode') ?? '').replace(/^smtp;\s*/iu, '');
    return [{ address: address.toLowerCase(), status: fieldOf(each, 'status'), diagnostic }];
  });
  return { kind: 'bounce', recipients };
}

function fieldOf(text: string, name: string): string | null {
  return new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`, 'u').exec(text)?.[1] ?? null;
}
