// Words that a human wrote about a person may name them, so in the audit log they are sealed with the rest of the person.

/** Whether this actor writes freely; what programs say is ours and names nobody. */
function isHuman(actor: string): boolean {
  return /^(?:user:|api-key:|cli)/u.test(actor);
}

/** Where a reason goes in an audit entry: beside the facts, or sealed where a human gave it about a person. */
export function reasonParts(
  because: string,
  of: { actor: string; personId: string | null; isByHand?: boolean },
): { detail: { because?: string }; personal: { personal?: { because: string } } } {
  const isSealed = of.personId !== null && (of.isByHand === true || isHuman(of.actor));
  return isSealed
    ? { detail: {}, personal: { personal: { because } } }
    : { detail: { because }, personal: {} };
}
