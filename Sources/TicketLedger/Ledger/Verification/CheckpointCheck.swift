import LedgerStore
import Transparency

/// Checks the signed checkpoints, those that the ledger keeps and those that somebody kept outside.
///
/// Each one's root is compared with the one that the events gave at its size. That makes each
/// consistent with the next: all are roots of one log.
struct CheckpointCheck {
  private let findings: VerificationFindings
  private let origin: String
  private let end: UInt64
  /// Whose signatures count; none where no key is known.
  private let keys: [BelievedKey]
  /// The keys that the log adopted, whether they count or not.
  private let adopted: [BelievedKey]
  /// What others say that must be right for a root to be comparable.
  private let doubtfulFrom: UInt64?
  private(set) var count = 0
  /// The witnesses whose lines are looked for.
  private(set) var witnesses: [CheckedWitness]
  /// The largest size of a kept checkpoint that is signed, and whose root the events give.
  private(set) var vouched: UInt64?
  private var lastSound: UInt64 = 0
  private var skipped = 0

  /// What checkpoints are compared with.
  struct Known {
    let origin: String
    let end: UInt64
    let keys: [BelievedKey]
    let adopted: [BelievedKey]
    let witnesses: [NoteVerifier]
    let doubtfulFrom: UInt64?
  }

  init(_ known: Known, _ findings: VerificationFindings) {
    origin = known.origin
    end = known.end
    keys = known.keys
    adopted = known.adopted
    witnesses = known.witnesses.map { CheckedWitness(verifier: $0) }
    doubtfulFrom = known.doubtfulFrom
    self.findings = findings
  }

  /// Checks what the ledger keeps, in the order of the sizes, against the roots of the first events.
  mutating func checkKept(
    in snapshot: borrowing LogSnapshot,
    root: (UInt64) throws(StoreError) -> Hash?
  ) throws(StoreError) {
    var entries = try snapshot.numbered(in: .checkpoints)
    while let entry = try entries.next() {
      count += 1
      let size = entry.number
      // Base64 may hold bits that no byte needs; what was written has none of them set.
      guard let note = try? SignedNote(parsing: entry.value.copied),
        let checkpoint = Checkpoint(text: note.unverifiedText),
        SignedNote(text: checkpoint.text, signatures: note.signatures) == note
      else {
        add(.checkpoint, at: nil, "the checkpoint kept at size \(size) cannot be read")
        continue
      }
      guard checkpoint.size == size, checkpoint.origin == origin else {
        add(
          .checkpoint,
          at: nil,
          "the checkpoint kept at size \(size) is one of \(checkpoint.origin) at \(checkpoint.size)"
        )
        continue
      }
      guard size <= end else {
        add(
          .tailCut,
          at: end,
          "the log has \(counted(end, "event")), and a checkpoint kept in it is of \(size)"
        )
        continue
      }
      let isSigned = checkSignature(of: note, at: size)
      checkWitnesses(of: note, .signature, "the checkpoint kept at size \(size)")
      if try checkRoot(of: checkpoint, root), isSigned { vouched = size }
    }
    if keys.isEmpty, count > 0 {
      findings.note("no key is known that the checkpoints should be signed by; give one")
    }
    if skipped > 0 {
      let which = doubtfulFrom.map { "from position \($0) on" } ?? "before their end"
      findings.note(
        "\(counted(skipped, "checkpoint")) could not be compared, since events \(which) are not known "
          + "for sure"
      )
    }
  }

  /// The keys that sign the log of a size: the one that it adopted last by then, or those given.
  private func keys(at size: UInt64) -> [NoteVerifier] {
    let given = keys.filter { $0.adoptedAt == nil }
    guard given.isEmpty else { return given.map(\.verifier) }
    return keys.last { ($0.adoptedAt?.rawValue ?? 0) < size }.map { [$0.verifier] } ?? []
  }

  /// Whether the key that is believed for that size signed.
  private func checkSignature(of note: SignedNote, at size: UInt64) -> Bool {
    guard !keys.isEmpty else { return false }
    do throws(NoteRefusal) {
      _ = try note.open(trusting: keys(at: size))
      return true
    } catch {
      let name = "the checkpoint kept at size \(size)"
      guard let other = signer(of: note, refusedFor: error) else {
        add(.signature, at: nil, "\(name) is not signed: \(error)")
        return false
      }
      add(.signature, at: nil, "\(name) is signed by \(other)", remedy: CheckpointCheck.giveKey)
      return false
    }
  }

  private static let giveKey = "where you know that key from elsewhere, give it with another --key"

  /// The key that the log adopted and that signed what no believed key did, in words; nil where none did.
  private func signer(of note: SignedNote, refusedFor refusal: NoteRefusal) -> String? {
    guard refusal == .notSigned else { return nil }
    let signer = adopted.first { (try? note.open(trusting: [$0.verifier])) != nil }
    guard let signer, let position = signer.adoptedAt else { return nil }
    return "key \(signer.verifier.keyID), which the log adopted at position \(position) and which "
      + "was not given"
  }

  /// Counts the lines of witnesses that hold, and tells of those that do not.
  private mutating func checkWitnesses(
    of note: SignedNote,
    _ kind: VerificationProblem.Kind,
    _ name: String
  ) {
    for place in witnesses.indices {
      let witness = witnesses[place].verifier
      do throws(NoteRefusal) {
        _ = try note.open(trusting: [witness])
        witnesses[place].lineCount += 1
      } catch {
        // Nobody says that every checkpoint was shown to every witness.
        guard error != .notSigned else { continue }
        add(
          kind,
          at: nil,
          "\(name) has a line of the witness \(witness.name) that does not hold: \(error)"
        )
      }
    }
  }

  /// Notes witnesses of whom no checkpoint bears a line.
  func noteSilentWitnesses() {
    for witness in witnesses where witness.lineCount == 0 {
      findings.note("no checkpoint bears a line of the witness \(witness.verifier.vkey)")
    }
  }

  /// Whether the events give a checkpoint's root.
  private mutating func checkRoot(
    of checkpoint: Checkpoint,
    _ root: (UInt64) throws(StoreError) -> Hash?
  ) throws(StoreError) -> Bool {
    let size = checkpoint.size
    let found = try root(size)
    if found == checkpoint.root {
      lastSound = size
      return true
    }
    if found == nil || doubtfulFrom.map({ size > $0 }) == true {
      skipped += 1
      return false
    }
    add(
      .checkpoint,
      at: lastSound,
      "the checkpoint kept at size \(size) states another root than the events give; the first "
        + "\(counted(lastSound, "event")) are those of an earlier checkpoint"
    )
    return false
  }

  /// Checks what somebody kept outside.
  mutating func checkOutside(
    _ notes: [SignedNote],
    root: (UInt64) throws(StoreError) -> Hash?
  ) throws(StoreError) {
    for note in notes {
      guard let checkpoint = Checkpoint(text: note.unverifiedText) else {
        add(.outsideCheckpoint, at: nil, "what was kept outside is no checkpoint")
        continue
      }
      guard checkpoint.origin == origin else {
        add(
          .outsideCheckpoint,
          at: nil,
          "the checkpoint kept outside is one of \(checkpoint.origin), and not of \(origin)"
        )
        continue
      }
      if keys.isEmpty {
        findings.note("no key is known that the checkpoint kept outside should be signed by")
      } else {
        do throws(NoteRefusal) {
          _ = try note.open(trusting: keys(at: checkpoint.size))
        } catch {
          let name = "the checkpoint of \(counted(checkpoint.size, "event")) kept outside"
          if let other = signer(of: note, refusedFor: error) {
            let what = "\(name) is not believed: it is signed by \(other)"
            add(.outsideCheckpoint, at: nil, what, remedy: CheckpointCheck.giveKey)
          } else {
            add(.outsideCheckpoint, at: nil, "\(name) is not believed: \(error)")
          }
          continue
        }
      }
      let name = "the checkpoint of \(counted(checkpoint.size, "event")) kept outside"
      checkWitnesses(of: note, .outsideCheckpoint, name)
      try compare(checkpoint, root)
    }
  }

  private func compare(
    _ checkpoint: Checkpoint,
    _ root: (UInt64) throws(StoreError) -> Hash?
  ) throws(StoreError) {
    let size = checkpoint.size
    guard size <= end else {
      add(
        .tailCut,
        at: end,
        "the log has \(counted(end, "event")), and the checkpoint kept outside is of \(size)"
      )
      return
    }
    let found = try root(size)
    guard found != checkpoint.root else { return }
    guard found != nil || doubtfulFrom != nil else {
      findings.note(
        "the checkpoint of \(counted(size, "event")) kept outside could not be compared, since an "
          + "event shortly before its end is not known for sure"
      )
      return
    }
    let damage = doubtfulFrom.map {
      size > $0 ? "; events from position \($0) on are damaged, which may be all of it" : ""
    }
    add(
      .rewritten,
      at: nil,
      "the checkpoint kept outside states another root of the first \(size) events than the log has"
        + (damage ?? "")
    )
  }

  private func add(
    _ kind: VerificationProblem.Kind,
    at position: UInt64?,
    _ what: String,
    remedy: String? = nil
  ) {
    findings.add(VerificationProblem(kind, at: position, what, remedy: remedy))
  }
}
