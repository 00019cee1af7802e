// Hashes passwords slowly and checks them.

export interface Passwords {
  /** The hash in PHC form, with its salt and cost. */
  hash(password: string): Promise<string>;
  /** False for a wrong password; throws for a hash that is not in a known form. */
  isRight(password: string, hash: string): Promise<boolean>;
}
