// What the name system says about a mail domain. Every method throws PortFailure where no server answers;
// a name that does not exist is an empty answer.

export interface MxRecord {
  exchange: string;
  priority: number;
}

export interface MailDns {
  /** Empty where there is none. A null MX is one record with exchange ''. */
  findMx(domain: string): Promise<MxRecord[]>;
  /** Whether the domain has an address record, which stands in for a missing MX. */
  hasAddress(domain: string): Promise<boolean>;
  /** Whole texts, their pieces joined. */
  findTxt(name: string): Promise<string[]>;
}
