// Signs messages as their domain. Needed for one-click unsubscribe where the provider's own signature leaves those headers out.

import { generateKeyPairSync } from 'node:crypto';
import DKIM from 'nodemailer/lib/dkim';
import { Secret } from '../../core/secret.ts';
import type { MailSigner } from '../../ports/mail-signer.ts';

/** Covered whether they are there or not: so none can be added on the way. */
const signedFields =
  'From:To:Cc:Subject:Date:Message-ID:In-Reply-To:References:Reply-To:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post';

export function dkimSigner(): MailSigner {
  return {
    newKey() {
      const pair = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'der' },
      });
      const record = `v=DKIM1; k=rsa; p=${pair.publicKey.toString('base64')}`;
      return { privateKey: new Secret(pair.privateKey), record };
    },
    async sign(bytes, { domain, selector, privateKey }) {
      const signer = new DKIM({
        domainName: domain,
        keySelector: selector,
        privateKey: privateKey.reveal(),
        headerFieldNames: signedFields,
      });
      const chunks: Uint8Array[] = [];
      for await (const chunk of signer.sign(Buffer.from(bytes))) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks);
    },
  };
}
