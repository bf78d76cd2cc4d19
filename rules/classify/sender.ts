import type { Policy } from "../policy.ts";

/**
 * The same referrer or their organisation (Part 0.5): the same address, or the same mail domain where it is an
 * organisation's. At public providers, and at our own domain (web forms), only the address says who wrote.
 */
export function sameSender(address: string, earlier: string | null, policy: Policy): boolean {
  if (earlier === null) return false;
  const now = address.trim().toLowerCase();
  const before = earlier.trim().toLowerCase();
  if (now === "" || before === "") return false;
  if (now === before) return true;
  const domain = domainOf(now);
  return domain !== null && domain === domainOf(before) && !isShared(domain, policy);
}

export function domainOf(address: string): string | null {
  const at = address.lastIndexOf("@");
  return at > 0 && at < address.length - 1 ? address.slice(at + 1).toLowerCase() : null;
}

function isShared(domain: string, policy: Policy): boolean {
  return policy.publicDomains.includes(domain) || policy.internalDomains.includes(domain);
}

/** Who counts as one source (SAF-05, SAF-07): an organisation, or a person at a public provider. */
export function sourceOf(address: string | null, agency: string | null, policy: Policy): string {
  const domain = address === null ? null : domainOf(address);
  if (domain !== null && !isShared(domain, policy)) return domain;
  return (address ?? agency ?? "unknown").trim().toLowerCase();
}
