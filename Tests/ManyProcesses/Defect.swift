/// A defect that the study has to find; none of them is in the library's sources.
enum Defect: String, CaseIterable {
  case nothing
  // A host that treats the library wrongly.
  case ignoresRefusals
  case answersFromOldView
  case tellsBeforeCommit
  case movesSnapshot
  case neverPolls
  case ownClock
  case ownZone
  // A library that is loaded before LMDB.
  case losesWriteLock
  case keepsSlots
  case followsLinks
  case opensWhileCompacted
  case waitsByWallClock

  /// What a build with that defect does.
  var title: String {
    switch self {
    case .nothing: "does nothing wrong"
    case .ignoresRefusals: "takes refusals for acknowledgements"
    case .answersFromOldView: "answers reads from a view that it kept"
    case .tellsBeforeCommit: "acknowledges before the commit"
    case .movesSnapshot: "lets go of a snapshot while its process is stopped"
    case .neverPolls: "never looks for what others wrote"
    case .ownClock: "records by a clock of its own"
    case .ownZone: "takes UTC for a zone that the machine has not"
    case .losesWriteLock: "takes no lock in LMDB"
    case .keepsSlots: "never clears the slots of dead readers"
    case .followsLinks: "takes a file with two names for one with one"
    case .opensWhileCompacted: "opens a ledger while it is compacted"
    case .waitsByWallClock: "waits by the wall clock"
    }
  }

  /// Where it has to be found.
  var scenarios: [Scenario] {
    switch self {
    case .nothing: []
    case .ignoresRefusals, .answersFromOldView, .neverPolls: [.desk]
    case .tellsBeforeCommit: [.killed]
    case .movesSnapshot: [.stopped]
    case .ownClock, .waitsByWallClock: [.clocks]
    case .ownZone: [.zones]
    case .losesWriteLock: [.desk, .opening]
    case .keepsSlots: [.slots]
    case .followsLinks: [.paths]
    case .opensWhileCompacted: [.compacting]
    }
  }

  /// What the saboteur, `Saboteur/saboteur.c`, calls it; nil where the host does it.
  var sabotage: String? {
    switch self {
    case .losesWriteLock: "no-lock"
    case .keepsSlots: "no-clear"
    case .followsLinks: "one-link"
    case .opensWhileCompacted: "no-folder-lock"
    case .waitsByWallClock: "wall-waits"
    default: nil
    }
  }
}
