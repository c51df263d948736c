#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// How the disk fails; see `Recorder/failing.c`.
enum Failure: String, CaseIterable {
  /// No room, once.
  case fullOnce = "full-once"
  /// No room from then on.
  case full
  /// A write fails, once, and nothing of it is there.
  case writeError = "write-error"
  /// A sync fails, once; what was written lies where it belongs.
  case syncError = "sync-error"
  /// A sync fails, once, and what it was to make durable is lost, all or in part.
  case syncLoss = "sync-loss"
  /// Every write and every sync fails from then on.
  case dead
  /// A part of the bytes is written and said to be, once; the rest is taken.
  case shortWrite = "short-write"
  /// A part of the bytes is written and said to be; there is no room for the rest, nor for more.
  case shortThenFull = "short-then-full"
  /// The medium is read-only from then on.
  case readOnly = "read-only"

  /// What calls can do that a failure is of; one call can do several of these.
  private enum Calls {
    static let writes: UInt32 = 1
    static let syncs: UInt32 = 2
    static let makes: UInt32 = 4
    static let changes: UInt32 = 8
  }

  /// The calls that fail so, as `enum call_class` has them.
  var classes: UInt32 {
    switch self {
    case .fullOnce, .full: Calls.writes | Calls.syncs | Calls.makes
    case .writeError, .shortWrite, .shortThenFull: Calls.writes
    case .syncError, .syncLoss: Calls.syncs
    case .dead: Calls.writes | Calls.syncs
    case .readOnly: Calls.writes | Calls.makes | Calls.changes
    }
  }

  /// What they say.
  var error: Int32 {
    switch self {
    case .fullOnce, .full, .shortThenFull: ENOSPC
    case .writeError, .syncError, .syncLoss, .dead: EIO
    case .shortWrite: 0
    case .readOnly: EROFS
    }
  }

  /// As `failing.c` has them.
  var flags: UInt32 {
    (lasts ? 1 : 0) | (shortens ? 2 : 0) | (self == .syncError ? 4 : 0)
      | (self == .syncLoss ? 8 : 0)
  }

  /// Whether the disk stays so.
  var lasts: Bool {
    switch self {
    case .full, .dead, .shortThenFull, .readOnly: true
    default: false
    }
  }

  /// Whether the first call that fails says that it wrote a part.
  var shortens: Bool { self == .shortWrite || self == .shortThenFull }
}

/// What a build with a defect does where a call fails.
enum Defect: String, CaseIterable {
  case nothing
  /// Takes the call for one that was made.
  case swallowsCall = "swallowed"
  /// Takes a commit for one that was made.
  case swallowsCommit = "commit-swallowed"
  /// Writes on where it has to be opened again first.
  case goesOn = "goes-on"

  var flags: UInt32 {
    switch self {
    case .nothing, .goesOn: 0
    case .swallowsCall: 16
    case .swallowsCommit: 32
    }
  }
}
