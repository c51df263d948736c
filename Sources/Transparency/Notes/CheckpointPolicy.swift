/// What a reader asks of a checkpoint before believing it.
public struct CheckpointPolicy: Hashable, Sendable {
  /// The log's name; nil for any of which the key has the name, see ``KeyName/init(forOrigin:)``.
  public var origin: String?
  /// The log's key: it must have signed.
  public var log: NoteVerifier
  /// The witnesses that the reader knows.
  public var witnesses: [NoteVerifier]
  /// How many of them must have signed.
  public var quorum: Int

  /// Trusts a log by its key, and asks so many of the witnesses to have seen the checkpoint.
  ///
  /// Where no origin is given, it must be one that the key's name is made of.
  public init(
    log: NoteVerifier,
    origin: String? = nil,
    witnesses: [NoteVerifier] = [],
    quorum: Int = 0
  ) {
    self.log = log
    self.origin = origin
    self.witnesses = witnesses
    self.quorum = quorum
  }

  /// Reads and opens a note, and the checkpoint in it; any bytes are answered.
  public func open(
    parsing bytes: [UInt8]
  ) throws(CheckpointRefusal) -> (checkpoint: Checkpoint, note: OpenedNote) {
    let note: SignedNote
    do {
      note = try SignedNote(parsing: bytes)
    } catch {
      throw .note(error)
    }
    return try open(note)
  }

  /// Opens a note and reads the checkpoint in it.
  public func open(
    _ note: SignedNote
  ) throws(CheckpointRefusal) -> (checkpoint: Checkpoint, note: OpenedNote) {
    let opened: OpenedNote
    do {
      opened = try note.open(trusting: [log] + witnesses)
    } catch {
      throw .note(error)
    }
    guard opened.isSigned(by: log) else { throw .notSignedByLog }
    guard let checkpoint = Checkpoint(text: opened.text) else { throw .notACheckpoint }
    let isExpected =
      origin.map { checkpoint.origin.utf8.elementsEqual($0.utf8) }
      ?? (KeyName(forOrigin: checkpoint.origin) == log.name)
    guard isExpected else {
      throw .otherOrigin(checkpoint.origin)
    }
    // A cosignature does not say its witness's name: one key under two names is one witness.
    let signed = witnesses.filter { $0.publicKey != log.publicKey && opened.isSigned(by: $0) }
    let count = Set(signed.map(\.publicKey)).count
    guard count >= quorum else { throw .tooFewWitnesses(expected: quorum, found: count) }
    return (checkpoint, opened)
  }
}
