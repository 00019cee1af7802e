// Signs messages as their domain. Needed for one-click unsubscribe where the provider's own signature leaves those headers out.

import DKIM from 'nodemailer/lib/dkim';
import type { MailSigner } from '../../ports/mail-signer.ts';

/** Covered whether they are there or not: so none can be added on the way. */
const signedFields =
  'From:To:Cc:Subject:Date:Message-ID:In-Reply-To:References:Reply-To:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post';

export function dkimSigner(): MailSigner {
  return {
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
