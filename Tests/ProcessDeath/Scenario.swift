/// What a writer is doing when it is killed, and with which defect.
struct Scenario {
  /// What is done.
  enum Work: String, CaseIterable {
    /// Ten tasks: single submissions, batches, transactions, with keys and without.
    case submitters
    /// Durable consumers that follow what is submitted.
    case consumers
    /// A runner of alarms beside submitters.
    case alarms
    /// Checkpoints of projections every few events, signed ones too; closing and opening.
    case checkpoints
    /// Backups while others submit.
    case backup
    /// An import that goes on where it was cut off.
    case `import`
    /// Long words, and a map that begins small.
    case growth
    /// Erasure of persons; in a plain ledger, compaction too.
    case erasure
    /// Rotation of keys while others submit.
    case rotation
  }

  /// What is wrong with the writer.
  enum Fault: String, CaseIterable {
    case nothing
    // Made so by the host.
    case early
    case tornBatch = "torn-batch"
    // Made so below the library, by `Preload/preload.c`.
    case lateCommit = "late-commit"
    case lostCommit = "lost-commit"
    case skippedPage = "skipped-page"
    case droppedHead = "dropped-head"

    /// Whether the preloaded library makes it.
    var isPreloaded: Bool {
      switch self {
      case .nothing, .early, .tornBatch: false
      case .lateCommit, .lostCommit, .skippedPage, .droppedHead: true
      }
    }
  }

  let work: Work
  let fault: Fault

  init(_ work: Work, _ fault: Fault = .nothing) {
    self.work = work
    self.fault = fault
  }

  /// Reads `submitters` or `submitters/late-commit`.
  init?(_ name: String) {
    let parts = name.split(separator: "/").map(String.init)
    guard let first = parts.first, let work = Work(rawValue: first) else { return nil }
    guard let fault = parts.count < 2 ? .nothing : Fault(rawValue: parts[1]) else { return nil }
    self.init(work, fault)
  }

  var name: String { fault == .nothing ? work.rawValue : "\(work.rawValue)/\(fault.rawValue)" }

  /// What a writer with that defect does.
  var title: String {
    switch (fault, work) {
    case (.nothing, _): "has no defect"
    case (.early, .consumers): "keeps a consumer's place before the work is done"
    case (.early, .backup): "says that a backup is made before it is"
    case (.early, .erasure): "says that a person is erased before they are"
    case (.early, _): "acknowledges before it submits"
    case (.tornBatch, _): "submits a batch one by one"
    case (.lateCommit, _): "acknowledges before the commit"
    case (.lostCommit, _): "drops a commit and says that it was made"
    case (.skippedPage, _): "skips the writing of a page"
    case (.droppedHead, _): "drops a head update"
    }
  }

  /// What the library has to survive.
  static let sound = Work.allCases.map { Scenario($0) }

  /// What the study has to find.
  static let broken: [Scenario] = [
    Scenario(.submitters, .early), Scenario(.submitters, .tornBatch),
    Scenario(.consumers, .early), Scenario(.backup, .early), Scenario(.erasure, .early),
    Scenario(.submitters, .lateCommit), Scenario(.submitters, .lostCommit),
    Scenario(.submitters, .skippedPage), Scenario(.submitters, .droppedHead),
  ]
}
