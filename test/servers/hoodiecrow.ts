import { instant } from "../../rules/time.ts";
import { type DemoMail, startDemoMail } from "../../worker/demo/mail-server.ts";

/** The demo's mail server as a test server: `triage@cass.example`, folders as the default configuration names them. */
export function startHoodiecrow(now: () => string = () => new Date().toISOString()): Promise<DemoMail> {
  return startDemoMail({
    mailbox: "triage@cass.example",
    folders: ["REVIEW CONTACTS", "REVIEW CONTACTS ORIGINALS", "CONTACT COMPLETED", "PSS COMPLETED"],
    vouchedDomains: ["council.example"],
    now: () => instant(now()),
  });
}
