// How many pieces a text message is sent in: 160 or 153 letters of the phone alphabet, 70 or 67 of any other.

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extended = '^{}\\[~]|€\f';

/** One letter outside the phone alphabet makes every piece short. */
export function smsPieces(text: string): number {
  let units = 0;
  for (const letter of text) {
    if (basic.includes(letter)) units += 1;
    else if (extended.includes(letter)) units += 2;
    else return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  }
  return units <= 160 ? 1 : Math.ceil(units / 153);
}
