import { refused } from "#kernel/outgoing";

const MAX_URL = 2000;
/** What the URL parser would drop or turn into something else, and what git reads otherwise than it does. */
const AMBIGUOUS = /[\s\p{Cc}\\"'`<>^|{}]/u;
const ENCODED_CONTROL = /%(?:[01][\da-f]|7f|5c)/i;

/**
 * The one form under which a repository is known: an https URL as the WHATWG standard writes it, so that `0x7f.1`, full-width
 * digits and `..` have become what they mean. Nothing has been asked of anybody yet.
 * @throws Fault URL_REFUSED with the reason.
 */
export function canonicalUrl(text: string): URL {
  if (text.length > MAX_URL) throw refused(`it is longer than ${MAX_URL} characters`);
  if (!/^https:\/\//i.test(text)) throw refused("only https:// is spoken here");
  if (AMBIGUOUS.test(text)) throw refused("it holds a blank, a backslash or another character that must be encoded");
  if (!URL.canParse(text)) throw refused("it is no URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || /^https:\/\/[^/?#]*@/i.test(text)) {
    throw refused("it holds a name or a password: keep them as a credential, and name that");
  }
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(text)) throw refused("it has a query or a fragment");
  if (url.hostname.endsWith(".")) throw refused("its host ends with a dot");
  if (ENCODED_CONTROL.test(url.pathname)) throw refused("its path holds an encoded control character or backslash");
  url.pathname = url.pathname.replace(/\/+$/, "");
  if (/^\/*$/.test(url.pathname)) throw refused("it names a host and no repository");
  return url;
}
