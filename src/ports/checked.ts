// An item of outside input after the check at the door: fit to be taken in, or the reason why not.

export type Checked<Item> =
  | { isFit: true; item: Item }
  | { isFit: false; field: string; message: string };

/** A check of untyped input; never throws. The http contract gives it, so that every door has the same rules. */
export type Check<Item> = (input: unknown) => Checked<Item>;
