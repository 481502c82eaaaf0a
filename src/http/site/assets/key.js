// The key of whoever uses the page: kept for this tab alone, sent in a header with every request, never in an address.

const PLACE = "duanshixin.key";

/** The key, or null. */
export const held = () => sessionStorage.getItem(PLACE);

/** Keeps a key until the tab is closed; without one it is forgotten. */
export function hold(key) {
  if (key) sessionStorage.setItem(PLACE, key);
  else sessionStorage.removeItem(PLACE);
}

/** The headers that present the key. */
export function credentials() {
  const key = held();
  return key ? { Authorization: `Bearer ${key}` } : {};
}
