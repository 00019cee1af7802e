// The two ways identification ends early: the item itself cannot be used, or the people changed meanwhile.

/** The item names nobody; trying again changes nothing. `message` is for the operator, without personal values. */
export class CannotIdentify extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CannotIdentify';
  }
}

/** Somebody was merged, split or erased between the look and the lock: decide again on what holds now. */
export class PeopleMoved extends Error {
  constructor() {
    super('people changed while they were compared');
    this.name = 'PeopleMoved';
  }
}
