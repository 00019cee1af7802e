// Which hosts the users of this installation may make it connect to: never the inside of its own network unless allowed.

export interface HostGuard {
  /**
   * The address to connect to, looked up now, so that a name which points elsewhere a moment later gains nothing.
   * Throws PortFailure: `rejected` where it lies inside the network, `unreachable` where the name is not known.
   */
  addressOf(host: string): Promise<string>;
}
