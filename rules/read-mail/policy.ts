/** Phrases by which a mail is read (config/read-mail.yaml). Compared in lower case, apostrophes and spaces unified. */
export interface ReadMailPolicy {
  /** Written in a box but no value (IN-05): "not known", "n/a", "tbc". */
  readonly notAValue: readonly string[];
  /** Written in a box and pointing at another: "as above" (IN-05). */
  readonly pointers: readonly string[];
  /** A paragraph that holds one of these is a disclaimer. */
  readonly disclaimers: readonly string[];
  /** A line that begins so is a banner that a mail system put in. */
  readonly banners: readonly string[];
  /** A line that begins so ends the message; what follows is the signature. */
  readonly signOffs: readonly string[];
  /** A mail that says one of these asks what became of an earlier one (IN-10, SAF-07). */
  readonly chasers: readonly string[];
  /** A mail that says one of these and names no child is a general question. */
  readonly enquiries: readonly string[];
  /** Asks for what is held about somebody, by law. */
  readonly recordsRequests: readonly string[];
  /** A mail with one of these words speaks of a worry about a child, whoever is named. */
  readonly concernWords: readonly string[];
  /** Beginnings of subjects that mail programs write for automatic answers. */
  readonly automaticSubjects: readonly string[];
  /** Beginnings of subjects of read receipts and delivery receipts. */
  readonly receiptSubjects: readonly string[];
  /** Beginnings of subjects of bounces. */
  readonly bounceSubjects: readonly string[];
}
