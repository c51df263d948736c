import TicketLedger
import Transparency

/// What a workload does, and under what conditions.
struct Scenario {
  /// What is done.
  enum Work: String, CaseIterable {
    /// A plain, signed ledger: all ways to submit, backup, erasure, compaction.
    case plain
    /// A sealed ledger: words, erasure, rotation of keys, backup with keys.
    case sealed
    /// Long words, and a map that has to grow.
    case growth
    /// A ledger whose last commit may be lost.
    case lazy
  }

  /// What goes wrong while it is done.
  enum Fault: String, CaseIterable {
    case nothing
    /// A write is cut short, and says so: nothing may be acknowledged that is not there.
    case shortWrite = "short-write:9"
    /// A sync fails: nothing is acknowledged from then on.
    case failedSync = "failed-sync:9"
    /// The defects that the study has to find.
    case skipSync = "skip-sync"
    case lateSync = "late-sync"
    case dropHeads = "drop-heads:5"
    case ignoreShort = "ignore-short:9"

    /// Whether it is a defect of the library, which no library survives.
    var isDefect: Bool {
      switch self {
      case .nothing, .shortWrite, .failedSync: false
      case .skipSync, .lateSync, .dropHeads, .ignoreShort: true
      }
    }

    /// What a build with that defect does.
    var title: String {
      switch self {
      case .nothing: "suffers nothing"
      case .shortWrite: "a write cut short"
      case .failedSync: "a failed sync"
      case .skipSync: "skips the sync"
      case .lateSync: "acknowledges before the sync"
      case .dropHeads: "drops a head update"
      case .ignoreShort: "ignores a short write"
      }
    }
  }

  let work: Work
  let fault: Fault

  init(_ work: Work, _ fault: Fault = .nothing) {
    self.work = work
    self.fault = fault
  }

  /// Reads `plain` or `plain/skip-sync`.
  init?(_ name: String) {
    let parts = name.split(separator: "/").map(String.init)
    guard let first = parts.first, let work = Work(rawValue: first) else { return nil }
    let fault =
      parts.count < 2 ? .nothing : Fault.allCases.first { $0.rawValue.hasPrefix(parts[1]) }
    guard let fault else { return nil }
    self.init(work, fault)
  }

  var name: String {
    let fault = fault.rawValue.split(separator: ":")[0]
    return self.fault == .nothing ? work.rawValue : "\(work.rawValue)/\(fault)"
  }

  /// Which part of all states is of this one, by the sum of all.
  var weight: Int {
    if fault != .nothing { return 10 }
    return switch work {
    case .plain: 35
    case .sealed: 35
    case .growth: 4
    case .lazy: 10
    }
  }

  /// What the library has to survive.
  static let sound = [
    Scenario(.plain), Scenario(.sealed), Scenario(.growth), Scenario(.lazy),
    Scenario(.plain, .shortWrite), Scenario(.plain, .failedSync), Scenario(.sealed, .failedSync),
  ]
  /// What the study has to find.
  static let broken = [
    Scenario(.plain, .lateSync), Scenario(.plain, .skipSync), Scenario(.plain, .dropHeads),
    Scenario(.plain, .ignoreShort),
  ]

  // MARK: Opening

  static let ledgerName = "desk.ledger"
  static let copyName = "copy.ledger"
  static let origin = "fictional.example/desk"

  var isSealed: Bool { work == .sealed }

  static func keyEncryptionKeys(in root: String) -> KeyEncryptionKeyFile {
    KeyEncryptionKeyFile(at: root + "/desk.keys/wrapping")
  }

  static func signingKey(in root: String) -> SigningKeyFile {
    SigningKeyFile(at: root + "/desk.keys/signing")
  }

  /// The options that the ledger below a folder is opened with, with its keys as they lie there.
  func options(in root: String) throws -> Ledger.Options {
    let ledger = root + "/" + Scenario.ledgerName
    var options = Ledger.Options(origin: Scenario.origin)
    options.durability = work == .lazy ? .lastCommitMayBeLost : .full
    options.checkpointInterval = 12
    options.pollInterval = .seconds(60)
    if isSealed {
      let keys = Scenario.keyEncryptionKeys(in: root)
      options.privacy = .sealed(try keys.keys(forLedgerAt: ledger))
    }
    if work == .plain {
      options.signer = try Scenario.signingKey(in: root).signer(forLedgerAt: ledger)
      options.signingInterval = 15
    }
    return options
  }
}
