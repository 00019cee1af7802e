// A message as it goes on the wire: every line ends in CRLF, a dot at a line's beginning is doubled.

const [cr, lf, dot] = [13, 10, 46];

/** Ends with CRLF; the final dot is not in it. */
export function stuffed(bytes: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafe(bytes.length * 2 + 2);
  let at = 0;
  let previous = lf;
  for (const byte of bytes) {
    if (previous === cr && byte !== lf) {
      out[at++] = lf;
      previous = lf;
    }
    if (byte === lf && previous !== cr) out[at++] = cr;
    if (byte === dot && previous === lf) out[at++] = dot;
    out[at++] = byte;
    previous = byte;
  }
  if (previous === cr) out[at++] = lf;
  else if (previous !== lf || bytes.length === 0) {
    out[at++] = cr;
    out[at++] = lf;
  }
  return out.subarray(0, at);
}
