// Authenticated encryption under the installation's key (AES-256-GCM): credentials, hook tokens, person keys.

export interface Sealer {
  seal(plain: Uint8Array): Uint8Array;
  /** Throws where a byte was changed or the key is another one. */
  open(sealed: Uint8Array): Uint8Array;
  /** Seals under a given 32-byte key (a person's). */
  sealWith(key: Uint8Array, plain: Uint8Array): Uint8Array;
  openWith(key: Uint8Array, sealed: Uint8Array): Uint8Array;
  /** A new random 32-byte key. */
  newKey(): Uint8Array;
}
