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
    /// Two submissions, one after the other.
    case small

    /// Whether its ledger has a key file.
    var hasKeys: Bool { self == .plain || self == .sealed }
  }

  /// What a process is cut off in, at a sync; another process goes on.
  enum Interruption: String, CaseIterable {
    /// The making of keys and of the ledger.
    case making = "killed-making"
    /// A compaction.
    case compacting = "killed-compacting"
    /// A rotation of keys.
    case rotating = "killed-rotating"
    /// An erasure in a sealed ledger.
    case erasing = "killed-erasing"
    /// A rotation whose process is not killed: its sync fails, and the disk drops what was to be synced, which
    /// is read from memory all the same.
    case losingRotation = "unsynced-rotating"
    /// An erasure, in the same way.
    case losingErasure = "unsynced-erasing"

    /// Whether the sync fails, where else the process is killed before it.
    var losesSync: Bool { self == .losingRotation || self == .losingErasure }
    var isRotation: Bool { self == .rotating || self == .losingRotation }
    var isErasure: Bool { self == .erasing || self == .losingErasure }
  }

  /// What goes wrong while it is done.
  enum Fault: String, CaseIterable {
    case nothing
    /// A write is cut short, and says so: nothing may be acknowledged that is not there.
    case shortWrite = "short-write:9"
    /// A sync fails: nothing is acknowledged from then on.
    case failedSync = "failed-sync:9"
    /// The defects that the study has to find.
    case lateSync = "late-data-sync"
    case skipDataSync = "skip-data-sync"
    case skipFolderSync = "skip-folder-sync"
    case skipKeysSync = "skip-keys-sync"
    case skipWrappingSync = "skip-wrapping-sync"
    case earlyRotation = "early-rotation"
    case dropHeads = "drop-heads:5"
    case ignoreShort = "ignore-short:9"

    /// Whether it is a defect of the library, which no library survives.
    var isDefect: Bool {
      switch self {
      case .nothing, .shortWrite, .failedSync: false
      default: true
      }
    }

    /// What a build with that defect does.
    var title: String {
      switch self {
      case .nothing: "suffers nothing"
      case .shortWrite: "a write cut short"
      case .failedSync: "a failed sync"
      case .lateSync: "acknowledges before the sync of data.mdb"
      case .skipDataSync: "skips the sync of data.mdb"
      case .skipFolderSync: "skips the sync of folders"
      case .skipKeysSync: "skips the sync of the file of keys"
      case .skipWrappingSync: "skips the sync of the host's file of keys"
      case .earlyRotation: "says that keys are rotated before they are"
      case .dropHeads: "drops a head update"
      case .ignoreShort: "ignores a short write"
      }
    }

    /// What a scenario is called by.
    var name: String { String(rawValue.prefix { $0 != ":" }) }
  }

  let work: Work
  /// Nil where one process does all.
  let interruption: Interruption?
  /// What the process suffers, or the one that goes on.
  let fault: Fault

  init(_ work: Work, _ interruption: Interruption? = nil, _ fault: Fault = .nothing) {
    self.work = work
    self.interruption = interruption
    self.fault = fault
  }

  /// Reads `plain`, `plain/drop-heads` or `plain/killed-making/skip-folder-sync`.
  init?(_ name: String) {
    let parts = name.split(separator: "/").map(String.init)
    guard let first = parts.first, let work = Work(rawValue: first) else { return nil }
    let interruption = parts.dropFirst().first.flatMap { Interruption(rawValue: $0) }
    let rest = parts.dropFirst(interruption == nil ? 1 : 2)
    let fault = rest.isEmpty ? .nothing : Fault.allCases.first { $0.name == rest.first }
    guard let fault, rest.count < 2 else { return nil }
    self.init(work, interruption, fault)
  }

  var name: String {
    let parts = [work.rawValue, interruption?.rawValue, fault == .nothing ? nil : fault.name]
    return parts.compactMap(\.self).joined(separator: "/")
  }

  /// The name in the names of files.
  var fileName: String { name.replacing("/", with: "-") }

  /// What a build does that is to be found.
  var title: String {
    switch interruption {
    case nil: fault.title
    case .making: "\(fault.title), and goes on with a ledger half made"
    case .compacting: "\(fault.title), and goes on with a ledger half compacted"
    case .rotating, .losingRotation: "\(fault.title), and goes on with keys half rotated"
    case .erasing, .losingErasure: "\(fault.title), and goes on with an erasure half done"
    }
  }

  /// Whether all states are looked at that are not random, however many.
  var isExhaustive: Bool { work == .small && fault == .nothing && interruption == nil }

  /// Which part of all states is of this one, by the sum of all.
  var weight: Int {
    if fault != .nothing || interruption != nil { return 10 }
    return switch work {
    case .plain: 35
    case .sealed: 35
    case .growth: 4
    case .lazy: 10
    case .small: 0
    }
  }

  /// What the library has to survive.
  static let sound = [
    Scenario(.plain), Scenario(.sealed), Scenario(.growth), Scenario(.lazy), Scenario(.small),
    Scenario(.plain, nil, .shortWrite), Scenario(.plain, nil, .failedSync),
    Scenario(.sealed, nil, .failedSync), Scenario(.plain, .making), Scenario(.sealed, .making),
    Scenario(.plain, .compacting), Scenario(.sealed, .rotating), Scenario(.sealed, .erasing),
    Scenario(.sealed, .losingRotation), Scenario(.sealed, .losingErasure),
  ]
  /// What the study has to find; of folders in a workload without keys of a host's, which would be lost
  /// first.
  static let broken = [
    Scenario(.plain, nil, .lateSync), Scenario(.plain, nil, .skipDataSync),
    Scenario(.lazy, nil, .skipFolderSync), Scenario(.sealed, nil, .skipKeysSync),
    Scenario(.sealed, nil, .skipWrappingSync), Scenario(.sealed, nil, .earlyRotation),
    Scenario(.lazy, .making, .skipFolderSync), Scenario(.plain, .compacting, .skipFolderSync),
    Scenario(.sealed, .rotating, .skipFolderSync), Scenario(.sealed, .erasing, .skipKeysSync),
    Scenario(.plain, nil, .dropHeads),
    Scenario(.plain, nil, .ignoreShort),
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
