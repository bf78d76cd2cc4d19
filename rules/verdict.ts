/** Why something was held to be so: which rule spoke, what it found, and where in the mail or record it stood. */
export interface Reason {
  /** The rule's id or short name: "CASS-04", "duplicate", "identity". */
  readonly rule: string;
  /** What was found, in words a practitioner could correct. */
  readonly found: string;
  /** Where: "body", "attachment RFS.docx, field 'Date of birth'", "record C-9". */
  readonly where: string;
}

/** A conclusion that carries its reasons. A bare answer is never passed on. */
export interface Verdict<T> {
  readonly value: T;
  readonly because: readonly Reason[];
}
