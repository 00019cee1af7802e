// Targets: spreadsheets, streams of lines, mails and templates.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { array, constantFrom, record, uint8Array } from 'fast-check';
import { readCell, readInstant, repairPhone } from '../../src/adapters/csv/cells.ts';
import { sheetFiles } from '../../src/adapters/csv/sheet-files.ts';
import { guessEncoding } from '../../src/adapters/csv/sniff.ts';
import { readMail } from '../../src/adapters/mime/read-mail.ts';
import { classifyMail } from '../../src/core/mail/classify.ts';
import { fillTemplate } from '../../src/core/outreach/template.ts';
import { InputError } from '../../src/core/input-error.ts';
import { readLines } from '../../src/http/lines.ts';
import { emails, names, phones, textFrom } from './corpus.ts';
import { must, pureTarget, waitingTarget } from './target.ts';
import type { FuzzTarget } from './target.ts';

const cells = textFrom([...names, ...emails, ...phones, '="x"', '=HYPERLINK("https://a.example")']);
const delimiters = constantFrom(',', ';', '\t', '|');
const encodings = constantFrom('utf8', 'utf16le', 'latin1');

const mails = [
  'From: Ada <ada@mail.example>\r\nSubject: Re: A role\r\nIn-Reply-To: <t@x.example>\r\n\r\nYes please.\r\n> quoted',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; ada@mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--',
  'Auto-Submitted: auto-replied\r\nSubject: =?utf-8?B?QWJ3ZXNlbmQ=?=\r\n\r\nIch bin im Urlaub.',
  'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n////\r\n--b',
  `Content-Type: multipart/mixed; boundary=${'b'.repeat(300)}\r\n\r\n`,
  'Subject: =?x?q?=00?= =?utf-8?Q?=E2=98?=\r\nDate: Thu, 99 Foo 20026\r\n\r\n<html><p>Hi<br>',
  `${'Received: x\r\n'.repeat(200)}\r\n`,
];

const templates = [
  'Hi {{ first_name }}, about {{ job | default: "a role" }}',
  '{% if employer %}At {{ employer }}{% else %}{{ title }}{% endif %}',
  '{{ first_name | append: "x" | upcase | truncate: 5 }}',
  '{% raw %}{{ x }}{% endraw %}{% include "x" %}',
  '{{ first_name.constructor.prototype }}{{ __proto__ }}{{ toString }}',
  '{% for i in (1..100000000) %}x{% endfor %}',
  '{{ "a" | repeat: 1000000 }}{{',
];

function sheetTarget(): FuzzTarget {
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-fuzz-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const sheets = sheetFiles({ folder, bytesMax: 1_000_000 });
  let count = 0;
  return waitingTarget({
    name: 'csv',
    weight: 0.02,
    input: record({
      rows: array(array(cells, { maxLength: 6 }), { maxLength: 6 }),
      delimiter: delimiters,
      encoding: encodings,
      isQuoted: constantFrom(true, false),
      tail: uint8Array({ maxLength: 8 }),
    }),
    async check({ rows, delimiter, encoding, isQuoted, tail }) {
      const written = (cell: string): string =>
        isQuoted ? `"${cell.replaceAll('"', '""')}"` : cell;
      const text = [['Event ID', 'Name', 'Email'], ...rows]
        .map((row) => row.map(written).join(delimiter))
        .join('\r\n');
      const content = Buffer.concat([Buffer.from(text, encoding), tail]);
      count += 1;
      let path = '';
      try {
        const kept = await sheets.keep(Readable.from([content]), `sheet-${count}`);
        path = kept.path;
        const layout = await sheets.look(path);
        let read = 0;
        for await (const row of sheets.rows(path, layout, { byte: layout.dataStart, row: 0 })) {
          must(row !== undefined, 'a row that is none');
          read += 1;
        }
        must(read <= content.length, 'more rows than bytes');
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        must(error.message.length > 5, 'a refusal without words');
      } finally {
        if (path !== '') await sheets.remove(path);
      }
    },
  });
}

export function fileTargets(): readonly FuzzTarget[] {
  return [
    pureTarget({
      name: 'csv cell',
      input: cells,
      check(text) {
        const read = readCell(text);
        if (read.isFit) {
          const again = readCell(read.value);
          must(!again.isFit || again.value === read.value, 'another text the second time');
        } else must(read.message.length > 10, 'a refusal without words');
        repairPhone(text);
        const instant = readInstant(text);
        if (instant !== null) must(!Number.isNaN(Date.parse(instant)), `${instant} is no time`);
      },
    }),
    pureTarget({
      name: 'encoding',
      input: uint8Array({ maxLength: 64 }),
      check: (bytes) => void guessEncoding(bytes),
    }),
    sheetTarget(),
    waitingTarget({
      name: 'ndjson lines',
      weight: 0.1,
      input: array(uint8Array({ maxLength: 40 }), { maxLength: 12 }),
      async check(pieces) {
        const whole = Buffer.concat(pieces).toString('latin1');
        const wanted = whole.split('\n').filter((line) => line.trim() !== '').length;
        let seen = 0;
        let last = 0;
        const limits = { idleMs: 10_000, stop: new AbortController().signal };
        for await (const piece of readLines(
          Readable.from(pieces.map((piece) => Buffer.from(piece))),
          limits,
        )) {
          for (const { number } of piece.lines) {
            must(number > last, 'numbers go back');
            last = number;
            seen += 1;
          }
        }
        must(seen >= wanted || whole.includes('\r'), `${seen} lines of ${wanted}`);
      },
    }),
    waitingTarget({
      name: 'mime',
      weight: 0.1,
      input: textFrom(mails),
      async check(text) {
        const mail = await readMail(Buffer.from(text));
        const verdict = classifyMail(mail);
        must(verdict.kind.length > 0, 'no verdict');
      },
    }),
    pureTarget({
      name: 'template',
      weight: 0.2,
      input: record({
        text: textFrom(templates),
        first: textFrom(names),
        employer: textFrom(names),
      }),
      check({ text, first, employer }) {
        let filled;
        try {
          filled = fillTemplate(text, { first_name: first, employer });
        } catch (error) {
          // Not well formed: said so by whatever reads the text.
          must(error instanceof Error && !(error instanceof TypeError), String(error));
          return;
        }
        must(filled.text.length < 2_000_000, 'an endless text');
        must(!filled.text.includes('[native code]'), 'the inside of the engine shows');
      },
    }),
  ];
}
