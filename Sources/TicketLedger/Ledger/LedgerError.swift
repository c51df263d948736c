import LedgerStore

/// Why the ledger could not do what was asked.
@nonexhaustive
public enum LedgerError: Error, Hashable, Sendable {
  /// The ledger's files could not be opened, read or written; nothing was acknowledged.
  case storage(StorageFailure)
  /// A rule said no to a command or an imported fact; nothing of it was recorded.
  case refused(TicketRefusal)
  /// The event at a position cannot be read, because it is damaged or of a newer kind.
  case undecodable(Position, DecodingFailure)
  /// The event at a position cannot follow on those before it: the log is damaged.
  case inconsistent(Position, String)
  /// No event stands at that position yet, or stood there when the log had the size that was asked about.
  ///
  /// Where such a size lies beyond the log's end the position is the size; of a range it is the first
  /// one that is missing.
  case beyondEnd(Position)
  /// A key is missing, wrong or damaged; nothing was recorded.
  case keys(KeyProblem)
  /// The ledger was opened without a key to sign with.
  case noSigningKey
  /// The signing key is not the one that this log adopted, or has not its name; both as vkeys, C2SP
  /// signed-note.
  case otherSigningKey(given: String, expected: String)
  /// A checkpoint is not one of this log as it is.
  case foreignCheckpoint(String)
  /// The ledger was closed.
  case closed
  /// The task that asked was cancelled; nothing was left half-done.
  case cancelled
}

/// What went wrong between the ledger and its files.
public struct StorageFailure: Hashable, Sendable {
  /// The question a host asks of a failure.
  @nonexhaustive
  public enum Reason: Hashable, Sendable {
    /// Nothing lies at the path.
    case notFound
    /// Something else than a ledger lies at the path.
    case notALedger
    /// A later version of this library wrote it.
    case newerFormat
    /// This process has it open already; share the one ``Ledger``.
    case alreadyOpen
    /// Another process has it open, and what was asked needs it alone.
    case openElsewhere
    /// Folder or files cannot be written by this user or on this medium.
    case notWritable
    /// It was opened for reading only.
    case readOnly
    /// A write or sync failed, or a file of the ledger was replaced or removed; it shows what it knows, and
    /// writes no more until reopened. Where the header of the log could not be written, the log is not read
    /// until then either: histories, words, replays.
    case broken
    /// It has reached the size it was permitted.
    case full
    /// The disk is full.
    case diskFull
    /// The disk failed to read, to write or to sync.
    case diskFailed
    /// Its file contradicts itself.
    case corrupted
    /// Anything else; the description tells.
    case other
  }

  /// What kind of failure it is.
  public let reason: Reason
  /// One line that names the path, what is wrong, the remedy, and the C function that failed.
  public let description: String
}

extension LedgerError: CustomStringConvertible {
  /// One line that names what is wrong and where.
  public var description: String {
    switch self {
    case .storage(let failure): failure.description
    case .refused(let refusal): refusal.description
    case .undecodable(let position, let failure):
      "the event at position \(position) cannot be read: \(failure)"
    case .inconsistent(let position, let detail):
      "the event at position \(position) does not fit the log before it: \(detail)"
    case .beyondEnd(let position): "no event stands at position \(position) yet"
    case .keys(let problem): problem.description
    case .noSigningKey:
      "there is no key to sign a checkpoint with; open the ledger with one"
    case .otherSigningKey(let given, let expected):
      "the log's checkpoints are signed by \(expected), and not by \(given); give that key, or have the "
        + "log adopt the new one"
    case .foreignCheckpoint(let detail): "the checkpoint is not one of this log: \(detail)"
    case .closed: "the ledger is closed; open it again"
    case .cancelled: "cancelled"
    }
  }
}

extension LedgerError {
  init(_ error: StoreError) {
    let reason: StorageFailure.Reason? =
      switch error.reason {
      case .closed: nil
      case .notFound: .notFound
      case .notALedger: .notALedger
      case .newerFormat: .newerFormat
      case .alreadyOpen: .alreadyOpen
      case .openElsewhere: .openElsewhere
      case .notWritable: .notWritable
      case .readOnly: .readOnly
      case .broken, .fileReplaced: .broken
      case .mapFull: .full
      case .diskFull: .diskFull
      case .diskFailed: .diskFailed
      case .corrupted: .corrupted
      case .tooManyReaders, .keyTooLong, .networkFileSystem, .usedAfterFork, .unusableFile, .system:
        .other
      }
    self =
      reason.map { .storage(StorageFailure(reason: $0, description: error.description)) } ?? .closed
  }

  /// Runs what the store or a decoder may refuse, in the ledger's terms.
  ///
  /// - Parameters:
  ///   - position: The event a decoder's failure is about.
  ///   - body: What throws `StoreError`, ``DecodingFailure``, `KeyFailure`, `SealingFailure` or
  ///     ``LedgerError``, and nothing else.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws, as ``LedgerError``.
  static func wrapping<Result: ~Copyable>(
    at position: @autoclosure () -> Position = Position(0),
    _ body: () throws -> Result
  ) throws(LedgerError) -> Result {
    do {
      return try body()
    } catch let error as LedgerError {
      throw error
    } catch let error as StoreError {
      throw LedgerError(error)
    } catch let failure as DecodingFailure {
      throw .undecodable(position(), failure)
    } catch let failure as KeyFailure {
      throw LedgerError(failure)
    } catch let failure as SealingFailure {
      throw LedgerError(failure, at: position())
    } catch {
      preconditionFailure("only errors of the store, decoders, keys and the ledger come here")
    }
  }
}
